import { HowdahError } from '../errors.js';
import type { Outgoing } from '../link/link.js';
import { toTransactionError } from './sql-error.js';
import type { SeenMessage, Transaction } from './transaction.js';

type Row = Readonly<Record<string, unknown>>;

/** Runs SQL in the application's transaction: parameters are `$1`, `$2` … in this order, each once, and texts. */
export type Query = (text: string, values: readonly string[]) => Promise<readonly Row[]>;

/**
 * SQL that creates what `message.inbox` writes, the table `howdah_inbox`, where the search path leads. May be repeated. Its old rows are
 * for the application to delete.
 */
export const inboxSchema = `create table if not exists howdah_inbox (
  queue      text        not null,
  message_id text        not null,
  seen_at    timestamptz not null default now(),
  primary key (queue, message_id)
)`;

/**
 * A transaction of a database, for `{ tx }`: of the brokers' own as it is, of another through {@link viaOutbox}. The adapters make one;
 * for any other library:
 *
 * @example
 * ```ts
 * import { SqlTransaction, type Client, type Queue } from '@howdah/sdk';
 *
 * declare const client: Client, orders: Queue<{ id: number }>;
 * declare const db: { run(text: string, values: readonly string[]): Promise<{ rows: Record<string, unknown>[] }> };
 * const tx = new SqlTransaction(async (text, values) => (await db.run(text, values)).rows);
 * await client.publish(orders, { id: 42 }, { tx });
 * ```
 */
export class SqlTransaction implements Transaction {
  /**
   * For a library that has no adapter.
   *
   * @param run - Runs SQL in the transaction and returns its rows.
   */
  constructor(private readonly run: Query) {}

  /** As the query it was made with; an error of Howdah's functions is a HowdahError, any other is as it was. */
  async query(text: string, values: readonly string[]): Promise<readonly Row[]> {
    try {
      return await this.run(text, values);
    } catch (error) {
      throw toTransactionError(error);
    }
  }

  /** Publishes when the transaction commits, in order. */
  async publish(messages: readonly Outgoing[], vhost: string): Promise<void> {
    await this.query('select howdah.publish_many(($1::text)::jsonb, $2::text) as ids', [
      JSON.stringify(messages.map(toItem)),
      vhost,
    ]);
  }

  /** Acknowledges a delivery when the transaction commits. */
  async ack(token: string): Promise<void> {
    await this.query('select howdah.ack($1::text) as acknowledged', [token]);
  }

  /** Whether the inbox has not seen the message before; it has then. */
  async firstSeen({ queue, id }: SeenMessage): Promise<boolean> {
    const text = 'insert into howdah_inbox (queue, message_id) values ($1, $2) on conflict do nothing returning message_id';
    return (await this.query(text, [queue, id])).length > 0;
  }
}

/** As howdah.publish_many takes it. */
function toItem(message: Outgoing): object {
  const { exchange, routingKey, body, headers, ttlMs, replyTo } = message;
  if (replyTo?.startsWith('amq.rabbitmq.reply-to') === true)
    throw new HowdahError('unsupported', 'a request cannot be published in a transaction', {
      remedy: 'Publish it after the commit: its answer would come after that, too.',
    });
  const { contentType, contentEncoding, messageId, persistent, priority, correlationId, delayMs } = message;
  return {
    ...{ exchange, routingKey, headers },
    ...{ body: body.toString('base64'), bodyEncoding: 'base64' },
    // JSON leaves out what is undefined.
    properties: {
      contentType,
      contentEncoding,
      messageId,
      persistent,
      priority,
      correlationId,
      replyTo,
      delayMs,
      expirationMs: ttlMs,
    },
  };
}
