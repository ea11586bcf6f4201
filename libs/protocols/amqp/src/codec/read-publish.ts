import { AmqpError } from '../amqp-error.js';
import { methodKey } from '../spec/method-definition.js';
import { methods } from '../spec/methods.js';
import { readShortString } from './short-string.js';

export interface PublishMethod {
  readonly exchange: string;
  readonly routingKey: string;
  readonly mandatory: boolean;
  readonly immediate: boolean;
}

const { classId, methodId } = methods['basic.publish'];
const publishKey = methodKey(classId, methodId);
/** Class, method and the reserved short. */
const exchangeAt = 6;

export function isPublish(bytes: Buffer, start: number, end: number): boolean {
  return end - start > exchangeAt && bytes.readUInt32BE(start) === publishKey;
}

/** Reads what is published on one channel. Most publishers keep to one route: a method like the last one is not decoded again. */
export class PublishReader {
  #bytes: Buffer = Buffer.alloc(0);
  #last: PublishMethod | null = null;

  /** Throws an AmqpError (502). */
  read(bytes: Buffer, start: number, end: number): PublishMethod {
    if (this.#last !== null && isSame(this.#bytes, bytes, start, end)) return this.#last;
    const method = readPublish(bytes, start, end);
    // A copy: what came with it is not to be kept.
    this.#bytes = Buffer.from(bytes.subarray(start, end));
    this.#last = method;
    return method;
  }
}

/** From the end, where routing keys differ first. */
function isSame(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = known.length - 1; i >= 0; i--) if (known[i] !== bytes[start + i]) return false;
  return true;
}

/** What `decodeMethod` says of a basic.publish, for the hot path. Throws an AmqpError (502). */
export function readPublish(bytes: Buffer, start: number, end: number): PublishMethod {
  const keyAt = endOfShort(bytes, start + exchangeAt, end);
  const bitsAt = endOfShort(bytes, keyAt, end);
  if (bitsAt + 1 !== end) throw malformed(`${end - bitsAt} bytes are left for the bits`);
  const bits = bytes[bitsAt]!;
  return {
    exchange: textOf(bytes, start + exchangeAt + 1, keyAt),
    routingKey: textOf(bytes, keyAt + 1, bitsAt),
    mandatory: (bits & 1) !== 0,
    immediate: (bits & 2) !== 0,
  };
}

function endOfShort(bytes: Buffer, at: number, end: number): number {
  const next = at + 1 + (at < end ? bytes[at]! : 0);
  if (next > end) throw malformed('a short string is cut off');
  return next;
}

function textOf(bytes: Buffer, start: number, end: number): string {
  try {
    return readShortString(bytes, start, end);
  } catch (thrown) {
    throw malformed(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

const malformed = (what: string): AmqpError =>
  new AmqpError('SYNTAX_ERROR', `malformed basic.publish: ${what}`, { classId, methodId });
