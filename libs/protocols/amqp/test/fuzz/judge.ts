import { Properties } from '@howdah/core';
import { AmqpError } from '../../src/amqp-error.js';
import { FrameReader } from '../../src/codec/frame-reader.js';
import { decodeMethod } from '../../src/codec/method-codec.js';
import { isPublish, readPublish } from '../../src/codec/read-publish.js';
import { frameType, replyCodes } from '../../src/spec/constants.js';

/** What the decoder alone makes of bytes: what a listener may, and may not, answer to them. */
export interface Judgement {
  /** The bytes do not end with a frame: whatever follows is taken for the rest of one. */
  readonly isOpenEnded: boolean;
  /** A frame with a wrong end or of a size that is too large: nothing behind it is read. */
  readonly isBroken: boolean;
  /** Reply codes of what cannot be decoded, in order. */
  readonly refusals: readonly number[];
  readonly methods: ReadonlySet<string>;
  readonly types: ReadonlySet<number>;
}

/** Reads all of it; anything but an AmqpError is a fault of the decoder and thrown. */
export function judge(bytes: Buffer, payloadBytesMax: number): Judgement {
  const refusals: number[] = [];
  const methods = new Set<string>();
  const types = new Set<number>();
  let readBytes = 0;
  const reader = new FrameReader(payloadBytesMax, (type, _channel, chunk, start, end) => {
    readBytes = end + 1;
    types.add(type);
    const refusal = refusalOf(() => read(type, chunk, start, end, methods));
    if (refusal !== null) refusals.push(refusal.replyCode);
  });
  const framing = refusalOf(() => reader.push(bytes));
  if (framing !== null) refusals.push(framing.replyCode);
  return { isOpenEnded: framing === null && readBytes < bytes.length, isBroken: framing !== null, refusals, methods, types };
}

function read(type: number, bytes: Buffer, start: number, end: number, methods: Set<string>): void {
  if (type === frameType.method) {
    if (isPublish(bytes, start, end)) readPublish(bytes, start, end);
    methods.add(decodeMethod(bytes, start, end).name);
  }
  if (type === frameType.header) readHeader(bytes.subarray(start, end));
}

function readHeader(payload: Buffer): void {
  try {
    const properties = Properties.fromEncoded(payload.subarray(12));
    properties.validate();
    properties.withoutUnknownFlags().fields();
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== 'invalid_message') throw thrown;
    throw new AmqpError('SYNTAX_ERROR', String(thrown));
  }
}

function refusalOf(call: () => void): AmqpError | null {
  try {
    call();
    return null;
  } catch (thrown) {
    if (thrown instanceof AmqpError) return thrown;
    throw thrown;
  }
}

const soft = new Set([403, 404, 405, 406]);
const { FRAME_ERROR, SYNTAX_ERROR, COMMAND_INVALID, CHANNEL_ERROR, UNEXPECTED_FRAME, NOT_ALLOWED, NOT_IMPLEMENTED } = replyCodes;
const hard = new Set<number>([COMMAND_INVALID, CHANNEL_ERROR, UNEXPECTED_FRAME, NOT_ALLOWED, NOT_IMPLEMENTED]);

/** Codes that a channel may be closed with, whatever was sent. */
export const mayCloseChannel = (code: number): boolean => soft.has(code);

/** Whether these bytes can be a reason to close the connection with this code. */
export function mayCloseConnection(code: number, { refusals, types }: Judgement): boolean {
  if (code === SYNTAX_ERROR) return refusals.includes(code);
  // An unknown type, or a body that is longer than its header said.
  const isFrameError =
    [...types].some((type) => type > 3 && type !== frameType.heartbeat) || types.has(0) || types.has(frameType.body);
  if (code === FRAME_ERROR) return refusals.includes(code) || isFrameError;
  return hard.has(code);
}
