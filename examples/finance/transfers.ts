import { randomUUID } from 'node:crypto';
import { fromPg, type Client } from '@howdah/sdk';
import type pg from 'pg';
import { inTransaction } from '../in-transaction.js';
import { partitionOf } from './postings.js';

export interface Transfer {
  readonly debtor: string;
  readonly payee: string;
  readonly cents: number;
}

/**
 * Writes the transfer down and publishes its debit in one commit. The row of the sequence is locked until then, so that the messages of
 * an account are in the order of its numbers, whoever publishes them.
 */
export async function requestTransfer(client: Client, pool: pg.Pool, { debtor, payee, cents }: Transfer): Promise<string> {
  const id = randomUUID();
  await inTransaction(pool, async (db) => {
    const next = 'update transfer_sequence set last = last + 1 where account = $1 returning last as n';
    const { rows } = await db.query<{ n: number }>(next, [debtor]);
    const [{ n }] = rows as [{ n: number }];
    const values = [id, debtor, payee, cents, n];
    await db.query('insert into transfer (id, debtor, payee, cents, n) values ($1, $2, $3, $4, $5)', values);
    const posting = { transferId: id, kind: 'debit', account: debtor, cents, n } as const;
    await client.publish(partitionOf(debtor), posting, { tx: fromPg(db) });
  });
  return id;
}
