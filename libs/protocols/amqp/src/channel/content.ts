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
  /** What has come, with room behind it. The first part stays where it came in; most messages have no other. */
  #body = noBytes;
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
    return this.#have === this.#body.length ? this.#body : this.#body.subarray(0, this.#have);
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
    const have = this.#have + end - start;
    if (have > this.#bodyBytes) throw broken('FRAME_ERROR', `${have} body bytes, ${this.#bodyBytes} were announced`);
    if (this.#have === 0) this.#body = bytes.subarray(start, end);
    else this.#append(bytes, start, end, have);
    this.#have = have;
  }

  /** Copies, so that a body in tiny frames costs no more than its bytes; grows with what came, not with what was announced. */
  #append(bytes: Buffer, start: number, end: number, have: number): void {
    if (have > this.#body.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(this.#bodyBytes, 2 * have));
      this.#body.copy(grown, 0, 0, this.#have);
      this.#body = grown;
    }
    bytes.copy(this.#body, this.#have, start, end);
  }
}

const { classId, methodId } = methods['basic.publish'];

function broken(reply: 'FRAME_ERROR' | 'SYNTAX_ERROR', text: string): AmqpError {
  return new AmqpError(reply, text, { classId, methodId });
}

export function unexpected(text: string): AmqpError {
  return new AmqpError('UNEXPECTED_FRAME', text, { classId: 0, methodId: 0 });
}
