/** Frame types and sizes: AMQP 0-9-1, section 4.2.3. */
export const frameType = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;
export const frameEnd = 0xce;
/** Type, channel and size. */
export const frameHeaderBytes = 7;
/** What a frame costs besides its payload. */
export const frameOverheadBytes = 8;

/** Content class of every message. */
export const basicClass = 60;

/** What both sides open with; RabbitMQ also takes the older form of 0-9. */
export const protocolHeader = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1');
export const olderProtocolHeader = Buffer.from('AMQP\x01\x01\x00\x09', 'latin1');

/** Before tuning a client may send frames of this size; the specification's minimum is 4096, RabbitMQ 4 takes 8192. */
export const frameMaxBeforeTune = 8_192;
/** RabbitMQ 4 wants 8192, older clients send the specification's 4096. */
export const frameMaxLeast = 4_096;

/** Reply codes (section 1.3 of the specification's appendix) and how much of the conversation they end. */
export const replyCodes = {
  CONTENT_TOO_LARGE: 311,
  NO_ROUTE: 312,
  NO_CONSUMERS: 313,
  CONNECTION_FORCED: 320,
  INVALID_PATH: 402,
  ACCESS_REFUSED: 403,
  NOT_FOUND: 404,
  RESOURCE_LOCKED: 405,
  PRECONDITION_FAILED: 406,
  FRAME_ERROR: 501,
  SYNTAX_ERROR: 502,
  COMMAND_INVALID: 503,
  CHANNEL_ERROR: 504,
  UNEXPECTED_FRAME: 505,
  RESOURCE_ERROR: 506,
  NOT_ALLOWED: 530,
  NOT_IMPLEMENTED: 540,
  INTERNAL_ERROR: 541,
} as const;

export type ReplyName = keyof typeof replyCodes;

/** Those after which the channel is closed; all others close the connection. */
export const softReplies: ReadonlySet<ReplyName> = new Set([
  'ACCESS_REFUSED',
  'NOT_FOUND',
  'RESOURCE_LOCKED',
  'PRECONDITION_FAILED',
]);
