import { connect } from '@howdah/sdk';
import pg from 'pg';
import { runExample } from '../environment/run-example.js';
import { sizeOption } from '../environment/size.js';
import { until } from '../environment/until.js';
import { killInTransaction } from './accident.js';
import { openPool, prepareDatabase } from './database.js';
import { LedgerProcesses } from './ledger-processes.js';
import { reconcileLedger } from './reconcile.js';
import { requestTransfer, type Transfer } from './transfers.js';

const accountCount = 20;
const openingCents = 10_000;
const requestersMax = 8;

await runExample(async (environment) => {
  const { amqpUrl, databaseUrl, signal } = environment;
  const transferCount = sizeOption('transfers', 1_000);
  const owner = new pg.Pool({ connectionString: databaseUrl, options: '-c search_path=bank', max: 3 });
  const pool = openPool(databaseUrl, 'bank', requestersMax);
  const client = await connect(amqpUrl, { name: 'bank' });
  const ledgers = new LedgerProcesses(environment);
  try {
    await prepareDatabase(owner);
    await openAccounts(owner);
    await ledgers.start();
    console.log(`requesting ${transferCount} transfers between ${accountCount} accounts`);
    const requesting = requestAll(transferCount, (transfer) => requestTransfer(client, pool, transfer), signal);
    await until(() => isPosted(owner, Math.ceil(transferCount / 4)), signal);
    const accident = await killInTransaction(owner, ledgers, signal);
    if (accident !== undefined) console.log(`killed ledger ${accident.ledger} in the middle of transfer ${accident.transferId}`);
    await requesting;
    await until(() => isSettled(owner), signal);
    return await reconcileLedger(owner, accident);
  } finally {
    await client.close();
    await ledgers.stop();
    await pool.end();
    await owner.end();
  }
});

function accountName(n: number): string {
  return `account-${n % accountCount}`;
}

async function openAccounts(owner: pg.Pool): Promise<void> {
  const names = Array.from({ length: accountCount }, (_, n) => accountName(n));
  const text = `insert into bank.account (id, opening_cents, balance_cents) select name, $2, $2 from unnest($1::text[]) as name
                on conflict do nothing`;
  await owner.query(text, [names, openingCents]);
  await owner.query('insert into bank.transfer_sequence (account) select id from bank.account on conflict do nothing');
}

/** Several at a time, as the customers of a bank do. */
async function requestAll(count: number, request: (transfer: Transfer) => Promise<unknown>, signal: AbortSignal): Promise<void> {
  let next = 0;
  const requester = async (): Promise<void> => {
    while (next < count && !signal.aborted) await request(transferNumber(next++));
  };
  await Promise.all(Array.from({ length: requestersMax }, requester));
}

/** Some are of more than there is. */
function transferNumber(n: number): Transfer {
  const cents = n % 10 === 0 ? openingCents * 2 : 100 + ((n * 37) % 900);
  return { debtor: accountName(n), payee: accountName(n + 1 + (n % (accountCount - 1))), cents };
}

async function isPosted(owner: pg.Pool, atLeast: number): Promise<boolean> {
  const text = `select count(*)::int as done from bank.transfer where state in ('credited', 'refused')`;
  return (await owner.query<{ done: number }>(text)).rows[0]!.done >= atLeast;
}

async function isSettled(owner: pg.Pool): Promise<boolean> {
  const text = `select not exists (select from bank.transfer where state in ('requested', 'debited')) as settled`;
  return (await owner.query<{ settled: boolean }>(text)).rows[0]!.settled;
}
