import { createHash } from 'node:crypto';
import { BrokerError } from '../errors.js';
import type { DeliveryRef } from '../ports/message-store.js';

/** A delivery as a client over HTTP carries it, so that any broker can settle it. */
export interface ReceivedDelivery extends DeliveryRef {
  /** ms since 1970. */
  readonly startedAt: number;
  /** Name for attempt records; cut to 128 bytes. */
  readonly consumer: string;
}

const numbersBytes = 5 * 8;
const checksumBytes = 4;
const consumerBytesMax = 128;

/**
 * Base64url of queue, run, owner, seq and start, eight bytes each, then a checksum against typing errors, then the
 * consumer's name. It needs no signature: the owner is a random fencing token and settling checks the permission too.
 */
export function encodeToken({ lease, seq, startedAt, consumer }: ReceivedDelivery): string {
  const numbers = Buffer.alloc(numbersBytes);
  [lease.queueId, lease.runId, lease.owner, seq, startedAt].forEach((field, index) =>
    numbers.writeBigInt64BE(BigInt(field), index * 8),
  );
  const name = Buffer.from(consumer).subarray(0, consumerBytesMax);
  return Buffer.concat([numbers, checksum(numbers, name), name]).toString('base64url');
}

/** invalid_argument for what `encodeToken` did not make. */
export function decodeToken(token: string): ReceivedDelivery {
  const bytes = Buffer.from(token, 'base64url');
  const numbers = bytes.subarray(0, numbersBytes);
  const name = bytes.subarray(numbersBytes + checksumBytes);
  if (!checksum(numbers, name).equals(bytes.subarray(numbersBytes, numbersBytes + checksumBytes))) throw malformed();
  const field = (index: number) => Number(numbers.readBigInt64BE(index * 8));
  return {
    lease: { queueId: field(0), runId: field(1), owner: field(2) },
    seq: field(3),
    startedAt: field(4),
    consumer: name.toString(),
  };
}

function checksum(numbers: Buffer, name: Buffer): Buffer {
  return createHash('sha256').update(numbers).update(name).digest().subarray(0, checksumBytes);
}

function malformed(): BrokerError {
  return new BrokerError('invalid_argument', 'the delivery token is not one that this broker made', {
    remedy: 'Send the token of a received message as it was, for the queue that it came from.',
  });
}
