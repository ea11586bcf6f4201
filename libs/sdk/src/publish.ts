import { randomUUID } from 'node:crypto';
import { encodeBody } from './codec.js';
import { readDuration, type Duration } from './duration.js';
import { invalidOption } from './errors.js';
import type { HeaderValue, Outgoing } from './link/link.js';
import type { Queue } from './queue.js';
import type { Transaction } from './transaction/transaction.js';

export interface PublishOptions {
  /** Becomes the message's id: what repeats a publish gives the same key, and what must not have its effect twice compares ids. */
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  /** Deliver no earlier than this long from now. Needs Howdah: `unsupported` elsewhere. */
  readonly delay?: Duration;
  /** Deliver no earlier than then; instead of `delay`. */
  readonly at?: Date;
  /** How long it is worth being delivered. */
  readonly ttl?: Duration;
  /** 0 to 255, higher first; in classic queues with `x-max-priority`. */
  readonly priority?: number;
  /** Ties messages of one business case together. */
  readonly correlationId?: string;
  /** False: it may be lost when the database crashes. Default true. */
  readonly persistent?: boolean;
  readonly signal?: AbortSignal;
  /** Published when this transaction of the application commits, and never when it is rolled back. */
  readonly tx?: Transaction;
}

export interface Published {
  readonly id: string;
}

/** The message as it will be sent. Rejects what does not fit the schema or has no form, before anything is sent. */
export async function prepare<T>(queue: Queue<T, unknown>, data: T, options: PublishOptions): Promise<Outgoing> {
  await queue.validate(data);
  const { idempotencyKey, headers = {}, ttl, priority, correlationId, persistent = true } = options;
  return {
    exchange: '',
    routingKey: queue.name,
    ...encodeBody(data, queue.name),
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
