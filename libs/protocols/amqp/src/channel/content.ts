import { AmqpError } from '../amqp-error.js';
import type { PublishMethod } from '../codec/read-publish.js';
import { basicClass } from '../spec/constants.js';
import { methods } from '../spec/methods.js';

const noBytes: Buffer = Buffer.alloc(0);
const contentHeaderBytes = 12;

/** A message that is arriving: method, header, bodies (section 4.2.6). Bodies on one channel follow each other. */
export class ArrivingContent {
  properties = noBytes;
  #bodyBytes = -1;
  #parts: Buffer[] = [];
  #have = 0;

  constructor(readonly method: PublishMethod) {}

  get isComplete(): boolean {
    return this.#have === this.#bodyBytes;
  }

  /** As announced by the header. */
  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  get body(): Buffer {
    const [first = noBytes] = this.#parts;
    return this.#parts.length <= 1 ? first : Buffer.concat(this.#parts);
  }

  header(bytes: Buffer, start: number, end: number): void {
    if (this.#bodyBytes >= 0) throw unexpected('expected content body, got non content body frame instead');
    if (end - start < contentHeaderBytes + 2) throw broken('SYNTAX_ERROR', `a content header of ${end - start} bytes`);
    const classId = bytes.readUInt16BE(start);
    if (classId !== basicClass)
      throw unexpected(`expected content header for class ${basicClass}, got one for class ${classId} instead`);
    this.#bodyBytes = bytes.readUInt32BE(start + 4) * 0x1_0000_0000 + bytes.readUInt32BE(start + 8);
    this.properties = bytes.subarray(start + contentHeaderBytes, end);
  }

  part(bytes: Buffer, start: number, end: number): void {
    if (this.#bodyBytes < 0) throw unexpected('expected content header, got non content header frame instead');
    this.#have += end - start;
    if (this.#have > this.#bodyBytes) throw broken('FRAME_ERROR', `${this.#have} body bytes, ${this.#bodyBytes} were announced`);
    if (end > start) this.#parts.push(bytes.subarray(start, end));
  }
}

const { classId, methodId } = methods['basic.publish'];

function broken(reply: 'FRAME_ERROR' | 'SYNTAX_ERROR', text: string): AmqpError {
  return new AmqpError(reply, text, { classId, methodId });
}

export function unexpected(text: string): AmqpError {
  return new AmqpError('UNEXPECTED_FRAME', text, { classId: 0, methodId: 0 });
}
