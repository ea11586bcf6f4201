import pg from 'pg';
import { measure, mediansOf, together, type Medians, type Sample } from '../measure.js';
import { table, thousands } from '../table.js';
import { query, type Databases } from './databases.js';
import { messageOf, openEngine, publish, work, type OpenEngine } from './run-engine.js';

const SHORT = 10_000;
const BODY_BYTES = 100;
/** Messages claimed and replaced in each measurement; the backlog stays as long as it is. */
const SAMPLE = 100_000;
const BATCH = 500;
const LONG_QUEUE = 1;
const SHORT_QUEUE = 2;

/** Claim rate at a long and a short backlog, with and without an idle transaction; then what is left after the drain. */
export async function backlogCase(postgresPid: number, databases: Databases, backlog: number, rounds: number): Promise<void> {
  const url = await databases.create('backlog');
  const engine = await openEngine(url);
  const message = messageOf(Buffer.alloc(BODY_BYTES, 'x'));
  await publish(engine.store, LONG_QUEUE, message, backlog, 10_000);
  await publish(engine.store, SHORT_QUEUE, message, SHORT, 10_000);
  await query(url, 'vacuum analyze howdah.run');
  const full = await logBytes(url);

  const claim = async (queueId: number): Promise<Sample> => {
    const samples: Sample[] = [];
    for (let left = SAMPLE; left > 0; left -= SHORT) {
      samples.push(await measure(postgresPid, SHORT, async () => void (await work(engine.store, queueId, SHORT, BATCH))));
      await engine.store.flush();
      await publish(engine.store, queueId, message, SHORT, 10_000);
    }
    return together(samples);
  };
  const claimBoth = async (): Promise<{ short: Medians; long: Medians }> => {
    const short: Sample[] = [];
    const long: Sample[] = [];
    for (let round = 0; round < rounds; round++) {
      short.push(await claim(SHORT_QUEUE));
      long.push(await claim(LONG_QUEUE));
    }
    return { short: mediansOf(short), long: mediansOf(long) };
  };

  const quiet = await claimBoth();
  const idle = await openIdleTransaction(url);
  const disturbed = await claimBoth();
  await idle.end();

  console.log(`\nClaim + read + ack of 100 B at a backlog (medians of ${rounds} rounds of ${SAMPLE} messages)\n`);
  const line = (name: string, { short, long }: { short: Medians; long: Medians }): string[] => [
    name,
    thousands(short.rate),
    thousands(long.rate),
    (long.rate / short.rate).toFixed(2),
    short.postgresCpu.toFixed(2),
    long.postgresCpu.toFixed(2),
    (long.postgresCpu / short.postgresCpu).toFixed(2),
  ];
  const share = (of: (medians: Medians) => number): [string, string] => [
    (of(disturbed.short) / of(quiet.short)).toFixed(2),
    (of(disturbed.long) / of(quiet.long)).toFixed(2),
  ];
  console.log(
    table(
      [
        'backlog',
        `${SHORT}: messages/s`,
        `${backlog}: messages/s`,
        'ratio',
        `${SHORT}: Postgres µs`,
        `${backlog}: Postgres µs`,
        'ratio',
      ],
      [
        line('nothing else open', quiet),
        line('a transaction idle throughout', disturbed),
        ['ratio', ...share(({ rate }) => rate), '', ...share(({ postgresCpu }) => postgresCpu), ''],
      ],
    ),
  );
  await drain(engine, url, full);
  await engine.close();
}

/** A transaction that has taken its snapshot and does nothing. */
async function openIdleTransaction(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin isolation level repeatable read');
  await client.query('select count(*) from howdah.lease_owner');
  return client;
}

async function drain({ store }: OpenEngine, url: string, full: number): Promise<void> {
  for (const queueId of [LONG_QUEUE, SHORT_QUEUE]) await work(store, queueId, Number.MAX_SAFE_INTEGER, BATCH);
  await store.flush();
  // The first closes the segment that was written to last, the second frees it.
  await store.maintain();
  await store.maintain();
  await query(url, 'select pg_stat_force_next_flush()').catch(() => []);
  const [dead] = await query<{ dead: string }>(
    url,
    "select coalesce(sum(n_dead_tup), 0) as dead from pg_stat_user_tables where relname like 'message\\_%'",
  );
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;
  console.log(
    `\nThe log holds ${megabytes(full)} with the backlog and ${megabytes(await logBytes(url))} after the drain; dead tuples in message tables: ${dead?.dead}`,
  );
}

async function logBytes(url: string): Promise<number> {
  const [row] = await query<{ bytes: string }>(
    url,
    "select sum(pg_total_relation_size(relid)) as bytes from pg_stat_user_tables where relname like 'message\\_%'",
  );
  return Number(row?.bytes ?? 0);
}
