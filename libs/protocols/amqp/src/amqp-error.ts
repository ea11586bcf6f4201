import { replyCodes, softReplies, type ReplyName } from './spec/constants.js';

/** The method that a close answers; 0 and 0 when it answers none. */
export interface MethodIds {
  readonly classId: number;
  readonly methodId: number;
}

/** What ends a channel or a connection, as the client is told it. */
export class AmqpError extends Error {
  override readonly name = 'AmqpError';

  constructor(
    readonly reply: ReplyName,
    message: string,
    /** Known only where the method is; filled in by whoever dispatched it. */
    readonly method: MethodIds | null = null,
  ) {
    super(message);
  }

  get replyCode(): number {
    return replyCodes[this.reply];
  }

  /** `NAME - explanation`, at most 255 bytes, cut between characters. */
  get replyText(): string {
    return cutToBytes(`${this.reply} - ${this.message}`, 255);
  }

  get closesConnection(): boolean {
    return !softReplies.has(this.reply);
  }

  at(method: MethodIds): AmqpError {
    return this.method === null ? new AmqpError(this.reply, this.message, method) : this;
  }
}

function cutToBytes(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= bytesMax) return text;
  let end = bytesMax;
  // 10xxxxxx continues a character.
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
