import { HowdahError } from '../errors.js';
import type { Outgoing } from '../link/link.js';
import { toTransactionError } from './sql-error.js';
import type { SeenMessage, Transaction } from './transaction.js';

type Row = Readonly<Record<string, unknown>>;

/** Runs SQL in the application's transaction: parameters are `$1`, `$2` … in this order, each once, and texts. */
export type Query = (text: string, values: readonly string[]) => Promise<readonly Row[]>;

/** Creates what `message.inbox` writes, in the application's schema; its old rows are for the application to delete. */
export const inboxSchema = `create table if not exists howdah_inbox (
  queue      text        not null,
  message_id text        not null,
  seen_at    timestamptz not null default now(),
  primary key (queue, message_id)
)`;

/** A transaction of the brokers' own database. */
export class SqlTransaction implements Transaction {
  constructor(private readonly run: Query) {}

  /** Like the query it was made with; a database's error of Howdah's is a HowdahError. */
  async query(text: string, values: readonly string[]): Promise<readonly Row[]> {
    try {
      return await this.run(text, values);
    } catch (error) {
      throw toTransactionError(error);
    }
  }

  async publish(messages: readonly Outgoing[], vhost: string): Promise<void> {
    await this.query('select howdah.publish_many(($1::text)::jsonb, $2::text) as ids', [
      JSON.stringify(messages.map(toItem)),
      vhost,
    ]);
  }

  async ack(token: string): Promise<void> {
    await this.query('select howdah.ack($1::text) as acknowledged', [token]);
  }

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
