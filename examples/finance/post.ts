import { fromPg, type Client, type Message } from '@howdah/sdk';
import type pg from 'pg';
import { partitionOf, type Posting } from './postings.js';

interface Account {
  readonly balance: number;
  readonly lastDebit: number;
}

/** Changes an account in the transaction of `db` and acknowledges in it: both are committed, or neither. */
export async function post(client: Client, db: pg.ClientBase, message: Message<Posting>): Promise<void> {
  const account = await lockAccount(db, message.data.account);
  if (message.data.kind === 'credit') await credit(db, account, message);
  else await debit(client, db, account, message);
  await message.ack({ tx: fromPg(db) });
}

async function debit(client: Client, db: pg.ClientBase, account: Account, message: Message<Posting>): Promise<void> {
  const { transferId, cents, n } = message.data;
  // The queues keep the order. That nobody has to believe it is worth a comparison.
  if (n !== account.lastDebit + 1) throw new Error(`debit ${n} of ${message.data.account} follows ${account.lastDebit}`);
  const isCovered = account.balance >= cents;
  await enter(db, account, message, isCovered ? -cents : 0);
  await setState(db, transferId, isCovered ? 'debited' : 'refused');
  if (!isCovered) return;
  const { rows } = await db.query<{ payee: string }>('select payee from transfer where id = $1', [transferId]);
  const { payee } = rows[0]!;
  await client.publish(partitionOf(payee), { ...message.data, kind: 'credit', account: payee }, { tx: fromPg(db) });
}

async function credit(db: pg.ClientBase, account: Account, message: Message<Posting>): Promise<void> {
  await enter(db, account, message, message.data.cents);
  await setState(db, message.data.transferId, 'credited');
}

async function enter(
  db: pg.ClientBase,
  { balance, lastDebit }: Account,
  message: Message<Posting>,
  cents: number,
): Promise<void> {
  const { transferId, account, kind, n } = message.data;
  const after = balance + cents;
  const debits = kind === 'debit' ? n : lastDebit;
  await db.query('update account set balance_cents = $2, last_debit = $3 where id = $1', [account, after, debits]);
  const text = `insert into entry (transfer_id, account, cents, balance_cents, ledger, attempt, redelivered)
                values ($1, $2, $3, $4, $5, $6, $7)`;
  await db.query(text, [transferId, account, cents, after, process.pid, message.attempt, message.redelivered]);
}

async function lockAccount(db: pg.ClientBase, id: string): Promise<Account> {
  const text = 'select balance_cents, last_debit from account where id = $1 for update';
  const { rows } = await db.query<{ balance_cents: string; last_debit: number }>(text, [id]);
  const [account] = rows;
  if (account === undefined) throw new Error(`there is no account ${id}`);
  return { balance: Number(account.balance_cents), lastDebit: account.last_debit };
}

async function setState(db: pg.ClientBase, id: string, state: 'debited' | 'credited' | 'refused'): Promise<void> {
  await db.query('update transfer set state = $2 where id = $1', [id, state]);
}
