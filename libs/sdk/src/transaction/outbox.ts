import { HowdahError } from '../errors.js';
import type { Outgoing } from '../link/link.js';
import type { SqlTransaction } from './sql-transaction.js';
import type { SeenMessage, Transaction } from './transaction.js';

/** SQL that creates what `viaOutbox` writes and `relayOutbox` reads, the table `howdah_outbox`, where the search path leads. May be repeated. */
export const outboxSchema = `create table if not exists howdah_outbox (
  id         bigint generated always as identity primary key,
  vhost      text        not null,
  message    jsonb       not null,
  created_at timestamptz not null default now(),
  error      text
)`;

/**
 * For an application whose database is another than the brokers': publishes into the table `howdah_outbox` of the transaction's own
 * database, from which {@link relayOutbox} publishes. A delivery cannot be acknowledged there: `message.inbox` makes effects happen once.
 *
 * @example
 * ```ts
 * import { fromPg, viaOutbox, type Client, type Queue } from '@howdah/sdk';
 * import type pg from 'pg';
 *
 * declare const client: Client, orders: Queue<{ id: number }>, db: pg.PoolClient; // on which `begin` was sent
 * await client.publish(orders, { id: 42 }, { tx: viaOutbox(fromPg(db)) });
 * ```
 */
export const viaOutbox = (tx: SqlTransaction): Transaction => new OutboxTransaction(tx);

class OutboxTransaction implements Transaction {
  constructor(private readonly tx: SqlTransaction) {}

  async publish(messages: readonly Outgoing[], vhost: string): Promise<void> {
    const rows = JSON.stringify(messages.map((message) => ({ ...message, body: message.body.toString('base64') })));
    const text = `insert into howdah_outbox (vhost, message) select $1::text, value from jsonb_array_elements(($2::text)::jsonb)`;
    await this.tx.query(text, [vhost, rows]);
  }

  async ack(): Promise<void> {
    throw new HowdahError('unsupported', "a delivery cannot be acknowledged in another database than the brokers'", {
      remedy: 'Ask message.inbox({ tx }) before the effects, and let the handler return after the commit.',
    });
  }

  firstSeen(message: SeenMessage): Promise<boolean> {
    return this.tx.firstSeen(message);
  }
}

/** A row of the outbox as it was written. */
export interface OutboxRow {
  readonly id: string;
  readonly vhost: string;
  readonly message: Outgoing;
}

const batchMax = 100;

/** The oldest messages that nobody else relays now; null while another relay has its turn. */
export async function takeFromOutbox(tx: SqlTransaction): Promise<readonly OutboxRow[] | null> {
  const [turn] = await tx.query(`select pg_try_advisory_xact_lock(hashtext('howdah_outbox')) as mine`, []);
  if (turn?.['mine'] !== true) return null;
  const rows = await tx.query(
    `delete from howdah_outbox where id in (select id from howdah_outbox where error is null order by id limit ${batchMax})
     returning id::text, vhost, message::text`,
    [],
  );
  return rows.map(rowOf).sort((one, other) => Number(BigInt(one.id) - BigInt(other.id)));
}

/** What no repetition would get published stays, with the reason, for somebody who mends it and sets it to null. */
export async function keepInOutbox(tx: SqlTransaction, { id, vhost, message }: OutboxRow, reason: string): Promise<void> {
  const text = `insert into howdah_outbox (id, vhost, message, error) overriding system value values ($1::bigint, $2, ($3::text)::jsonb, $4)`;
  await tx.query(text, [id, vhost, JSON.stringify({ ...message, body: message.body.toString('base64') }), reason]);
}

function rowOf(row: Readonly<Record<string, unknown>>): OutboxRow {
  const { body, ...message } = JSON.parse(row['message'] as string) as Omit<Outgoing, 'body'> & { readonly body: string };
  return {
    id: row['id'] as string,
    vhost: row['vhost'] as string,
    message: { ...message, body: Buffer.from(body, 'base64') },
  };
}
