import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insert } from '@howdah/storage-conformance';
import type { BrokerError, Seq } from '@howdah/core';
import { Primary } from '@howdah/storage-postgres';
import { createDatabase } from '@howdah/testing';
import { PrimaryClient } from '../src/primary/primary-client.js';
import { postgresBench } from './postgres-bench.js';

const MESSAGES = 3_000;
/** Connections are cut after every so many confirms. */
const CUT_EVERY = 300;
const QUEUE = 1;

let url: string;
let operator: pg.Client;
beforeAll(async () => {
  ({ url } = await createDatabase());
  operator = new pg.Client({ connectionString: url });
  await operator.connect();
});
afterAll(() => operator.end());

const cutConnections = () =>
  operator.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'howdah bench%'",
  );

test('a flush whose connection breaks is neither lost nor doubled', async () => {
  const bench = await postgresBench(url);
  const { store } = await bench.openStore();
  const errors: BrokerError[] = [];
  const confirmed: Seq[] = [];
  const cuts: Promise<unknown>[] = [];
  await new Promise<void>((resolve) => {
    const settled = (error: BrokerError | null, seq: Seq): void => {
      if (error === null) confirmed.push(seq);
      else errors.push(error);
      if (confirmed.length % CUT_EVERY === 0) cuts.push(cutConnections());
      if (confirmed.length + errors.length === MESSAGES) resolve();
      else publishNext();
    };
    let sent = 0;
    const publishNext = (): void => {
      if (sent === MESSAGES) return;
      store.insertMessage({ ...insert(QUEUE, `m${sent}`), lane: sent++, settled });
    };
    for (let i = 0; i < 100; i++) publishNext();
  });
  await Promise.all(cuts);
  expect(cuts.length).toBeGreaterThanOrEqual(MESSAGES / CUT_EVERY);
  expect(errors).toEqual([]);
  const stored = await operator.query<{ seq: string }>(
    'select seq + i as seq from howdah.message, generate_series(0, count - 1) as i',
  );
  expect(stored.rows.map(({ seq }) => Number(seq)).sort((a, b) => a - b)).toEqual(confirmed.sort((a, b) => a - b));
  const owed = await operator.query<{ sum: string }>('select sum(size) from howdah.run');
  expect(Number(owed.rows[0]!.sum)).toBe(MESSAGES);
  await bench.close();
});

test('a lane goes on whose last flush is forgotten', async () => {
  const bench = await postgresBench(url);
  const { store } = await bench.openStore();
  const seqs: Seq[] = [];
  const publish = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const settled = (error: BrokerError | null, seq: Seq): void => {
        seqs.push(seq);
        if (error === null) resolve();
        else reject(error);
      };
      store.insertMessage({ ...insert(QUEUE, text), lane: 0, settled });
    });
  await publish('first');
  await publish('second');
  await operator.query('delete from howdah.flush');
  await publish('third');
  await publish('fourth');
  const { rows } = await operator.query<{ seq: string }>('select seq from howdah.message order by seq');
  expect(rows.map(({ seq }) => Number(seq))).toEqual(seqs);
  const kept = await operator.query<{ base: string }>('select base from howdah.flush');
  expect(kept.rows.map(({ base }) => Number(base))).toEqual([seqs.at(-1)]);
  await bench.close();
});

test('a transaction whose connection breaks is neither lost nor doubled', async () => {
  const bench = await postgresBench(url);
  const { store } = await bench.openStore();
  const seqs: Seq[] = [];
  for (let i = 0; i < 30; i++) {
    const inserts = [insert(QUEUE, `a${i}`), insert(QUEUE, `b${i}`)];
    const committing = store.transact({ lane: i, inserts, settlements: [], idempotencyKey: null, response: null });
    await cutConnections();
    seqs.push(...(await committing).seqs);
  }
  const stored = await operator.query<{ seq: string }>(
    'select seq + i as seq from howdah.message, generate_series(0, count - 1) as i order by seq + i',
  );
  expect(stored.rows.map(({ seq }) => Number(seq))).toEqual(seqs.sort((a, b) => a - b));
  await bench.close();
});

test('what a claim leased whose answer was lost is claimed again by the same broker', async () => {
  const bench = await postgresBench(url);
  const { store } = await bench.openStore();
  await store.transact({
    lane: 0,
    inserts: Array.from({ length: 200 }, (_, i) => insert(QUEUE, `m${i}`)),
    ...{ settlements: [], idempotencyKey: null, response: null },
  });
  // The lease is committed, the reading of the messages waits for our lock: there the connection breaks.
  // Another session looks: inside its transaction the operator would see the activity of its start.
  const observer = new pg.Client({ connectionString: url });
  await observer.connect();
  await operator.query('begin');
  await operator.query('lock table howdah.message');
  const claiming = expect(store.claimMessages(QUEUE, { count: 150, bytes: 1_000_000 })).rejects.toMatchObject({
    code: 'storage_unavailable',
  });
  const waiting =
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  while ((await observer.query(waiting)).rowCount === 0) await setImmediate();
  await operator.query('rollback');
  await observer.end();
  await claiming;

  const { runs } = await store.claimMessages(QUEUE, { count: 200, bytes: 1_000_000 });
  expect(runs.reduce((sum, run) => sum + run.messages.length, 0)).toBe(200);
  await bench.close();
});

test('a connection that has not been used yet waits for nothing', async () => {
  const primary = new Primary({ url });
  const client = new PrimaryClient({ primary });
  await client.connect();
  expect(client.activeQuery).toBeNull();
  const asked = client.query('select 1');
  expect(client.activeQuery).not.toBeNull();
  await asked;
  expect(client.activeQuery).toBeNull();
  await client.end();
});

test('the server ends sessions whose broker is cut off or stands still, and asks for that by the session', async () => {
  const client = new PrimaryClient({ primary: new Primary({ url }), options: '-c statement_timeout=7s' });
  await client.connect();
  const names = ['tcp_keepalives_idle', 'tcp_keepalives_count', 'tcp_user_timeout', 'idle_in_transaction_session_timeout'];
  const shown = names.map((name) => `current_setting('${name}')`).join(" || ' ' || ");
  const { rows } = await client.query<{ shown: string }>(
    `select ${shown} || ' ' || current_setting('statement_timeout') as shown`,
  );
  expect(rows).toEqual([{ shown: '10 3 25000 10s 7s' }]);
  await client.end();
});
