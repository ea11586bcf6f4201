import { randomUUID } from 'node:crypto';
import { encodeBody } from './codec.js';
import { readDuration, type Duration } from './duration.js';
import { invalidOption } from './errors.js';
import type { HeaderValue, Outgoing } from './link/link.js';
import type { Queue } from './queue.js';
import type { Transaction } from './transaction/transaction.js';

/** How a message is published. */
export interface PublishOptions {
  /**
   * Becomes the message's id: whoever repeats a publish gives the same key, and whoever must not have an effect twice compares ids. The
   * broker does not compare them. 1 to 255 bytes. Default: a random one.
   */
  readonly idempotencyKey?: string;
  /** Headers of the message. Default: none. */
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  /** Deliver no earlier than this long from now. Needs Howdah: `unsupported` elsewhere. Default: at once. */
  readonly delay?: Duration;
  /** Deliver no earlier than then, by this machine's clock; instead of `delay`. One in the past is at once. */
  readonly at?: Date;
  /** How long it is worth being delivered, from now. Of this and the queue's the smaller counts. Default: for ever. */
  readonly ttl?: Duration;
  /** 0 to 255, higher first; in classic queues with `x-max-priority`. Default: 0. */
  readonly priority?: number;
  /** Ties messages of one business case together. Default: none. */
  readonly correlationId?: string;
  /** False: it may be lost when the database crashes. Default true. */
  readonly persistent?: boolean;
  /** Gives up waiting; the message may have been stored all the same. */
  readonly signal?: AbortSignal;
  /** Published when this transaction of the application commits, and never when it is rolled back. */
  readonly tx?: Transaction;
}

/** A message that the broker has stored, or a transaction has. */
export interface Published {
  /** Its id, as handlers see it: the idempotency key if there was one. */
  readonly id: string;
}

/** The message as it will be sent. Rejects what does not fit the schema or has no form, before anything is sent. */
export async function prepare<T>(queue: Queue<T, unknown>, data: T, options: PublishOptions): Promise<Outgoing> {
  const checking = queue.validate(data);
  if (checking instanceof Promise) await checking;
  const { idempotencyKey, headers, ttl, priority, correlationId, persistent = true } = options;
  const { body, contentType } = encodeBody(data, queue.name);
  return {
    exchange: '',
    routingKey: queue.name,
    body,
    contentType,
    contentEncoding: undefined,
    headers: { ...headers },
    messageId: checkKey(idempotencyKey) ?? randomUUID(),
    persistent,
    priority,
    correlationId,
    replyTo: undefined,
    ttlMs: ttl === undefined ? undefined : readDuration(ttl, 'ttl'),
    delayMs: delayOf(options),
  };
}

function delayOf({ delay, at }: PublishOptions): number | undefined {
  if (at === undefined) return delay === undefined ? undefined : readDuration(delay, 'delay');
  if (Number.isNaN(at.getTime()) || delay !== undefined)
    throw invalidOption(`at is ${String(at)}`, 'Give a valid Date, and no delay beside it.');
  return Math.max(0, at.getTime() - Date.now());
}

function checkKey(key: string | undefined): string | undefined {
  if (key === undefined || (key !== '' && Buffer.byteLength(key) <= 255)) return key;
  throw invalidOption(`the idempotency key has ${Buffer.byteLength(key)} bytes`, 'Give 1 to 255.');
}
