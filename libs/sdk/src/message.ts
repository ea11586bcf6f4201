import { HowdahError } from './errors.js';
import type { Incoming } from './link/link.js';
import type { Transaction } from './transaction/transaction.js';

/** A message in a handler's hands. */
export interface Message<T = unknown> {
  /** What was published, as the queue's schema has made it. */
  readonly data: T;
  /** The name of the queue that it came from. */
  readonly queue: string;
  /** What its publisher called it; the idempotency key if it gave one. Empty when it did neither. */
  readonly id: string;
  /** Its headers, those of the broker (`x-death`, `x-delivery-count`) among them. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** Which delivery this is, from 1. Counted on quorum queues; on classic ones it is 1. */
  readonly attempt: number;
  /** Was handed out before and came back: it may have been processed. */
  readonly redelivered: boolean;
  /** What ties it to others, if its publisher has said so. */
  readonly correlationId: string | undefined;
  /** Why and where it died before, newest first. */
  readonly deaths: readonly Death[];
  /**
   * Acknowledges inside a transaction of the brokers' database: its effects happen exactly once, for they and the acknowledgment are
   * one commit. That commit fails when the lease is lost meanwhile. Needs a consumer with `transactional: true`.
   *
   * @throws HowdahError `lease_lost`, `access_refused`, `wrong_database`; `unsupported` without `transactional`, and on RabbitMQ.
   * @example
   * ```ts
   * import { fromPg, type Client, type Queue } from '@howdah/sdk';
   * import type pg from 'pg';
   *
   * declare const client: Client, orders: Queue<{ id: number }>;
   * declare function inTransaction(work: (db: pg.PoolClient) => Promise<void>): Promise<void>;
   * const ship = client.consume(
   *   orders,
   *   (message) =>
   *     inTransaction(async (db) => {
   *       await db.query('insert into shipments (order_id) values ($1)', [message.data.id]);
   *       await message.ack({ tx: fromPg(db) });
   *     }),
   *   { transactional: true },
   * );
   * ```
   */
  ack(options: { readonly tx: Transaction }): Promise<void>;
  /**
   * For a transaction of any other database: true when its effects are to happen, false when they have happened before. The table
   * `howdah_inbox` remembers the message's id ({@link inboxSchema}).
   *
   * @throws HowdahError `unsupported` when the message has no id, `wrong_database` when there is no such table.
   */
  inbox(options: { readonly tx: Transaction }): Promise<boolean>;
}

/** That a message has left a queue unprocessed. */
export interface Death {
  /** The queue that it died in. */
  readonly queue: string;
  /** `rejected`, `expired`, `maxlen`, `delivery_limit`, or Howdah's own `age_limit`. */
  readonly reason: string;
  /** How often it died there for this reason, from 1. */
  readonly count: number;
}

export class ReceivedMessage<T> implements Message<T> {
  readonly id: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly attempt: number;
  readonly redelivered: boolean;
  readonly correlationId: string | undefined;
  readonly #token: string | undefined;

  constructor(
    incoming: Incoming,
    readonly queue: string,
    readonly data: T,
  ) {
    this.id = incoming.messageId ?? '';
    this.headers = incoming.headers;
    this.attempt = incoming.attempt;
    this.redelivered = incoming.redelivered;
    this.correlationId = incoming.correlationId;
    this.#token = incoming.token;
  }

  async ack({ tx }: { readonly tx: Transaction }): Promise<void> {
    if (this.#token === undefined)
      throw new HowdahError('unsupported', 'the delivery carries no token to acknowledge it by', {
        remedy: 'Consume with transactional: true, from Howdah.',
      });
    await tx.ack(this.#token);
  }

  async inbox({ tx }: { readonly tx: Transaction }): Promise<boolean> {
    if (this.id === '')
      throw new HowdahError('unsupported', 'the message has no id to know it again by', {
        remedy: 'Let its publisher set a message id; this SDK always does.',
      });
    return tx.firstSeen({ queue: this.queue, id: this.id });
  }

  get deaths(): readonly Death[] {
    return readDeaths(this.headers['x-death']);
  }
}

function readDeaths(header: unknown): readonly Death[] {
  const entries = (Array.isArray(header) ? header : []) as Record<string, unknown>[];
  return entries.map(({ queue, reason, count }) => ({ queue: String(queue), reason: String(reason), count: Number(count) }));
}
