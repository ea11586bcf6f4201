import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { completeHandoff, insert } from '@howdah/storage-conformance';
import type { MessageStore, Seq } from '@howdah/core';
import { createDatabase } from '@howdah/testing';
import { Notifications, PostgresMessageStore } from '@howdah/storage-postgres';

const QUEUE = 1;
const plenty = { count: 1_000, bytes: Number.MAX_SAFE_INTEGER };

let url: string;
let client: pg.Client;
let notifications: Notifications;
let store: PostgresMessageStore;
beforeEach(async () => {
  ({ url } = await createDatabase());
  client = new pg.Client({ connectionString: url });
  await client.connect();
  notifications = new Notifications({ url });
  // Every segment counts as large, so each maintenance closes the one written to last.
  store = new PostgresMessageStore({ url, notifications, name: 'test', segments: { segmentBytes: 1, stragglers: 3 } });
  await store.open(completeHandoff());
});
afterEach(async () => {
  await store.close();
  await notifications.close();
  await client.end();
});

const statement = (name: string) => readFileSync(new URL(`../src/statements/${name}.sql`, import.meta.url), 'utf8');

function publish(count: number, durable = true): Promise<Seq[]> {
  return Promise.all(
    Array.from(
      { length: count },
      (_, i) =>
        new Promise<Seq>((resolve, reject) =>
          store.insertMessage({
            ...insert(QUEUE, `m${i}`, { durable }),
            lane: 0,
            settled: (error, seq) => (error === null ? resolve(seq) : reject(error)),
          }),
        ),
    ),
  );
}

async function work(from: MessageStore, count: number): Promise<string[]> {
  const { runs } = await from.claimMessages(QUEUE, { ...plenty, count });
  const bodies: string[] = [];
  for (const run of runs) {
    for (const { seq, message } of run.messages) {
      bodies.push(message.body.toString());
      from.ackMessage({ lease: run, seq });
    }
  }
  await from.flush();
  return bodies;
}

/** Numbers of the segments whose tables hold rows. */
async function filledSegments(): Promise<number[]> {
  const { rows } = await client.query<{ n: number }>(
    'select distinct (seq >> 28)::int4 as n from howdah.message where shelf < 2 order by n',
  );
  return rows.map(({ n }) => n);
}

const tablesOf = async (n: number): Promise<number> => {
  const { rows } = await client.query<{ count: number }>(
    "select count(*)::int4 from pg_class where relkind = 'r' and relname ~ $1",
    [`^message_.*_${n}$`],
  );
  return rows[0]!.count;
};

test('a log that is worked off gives its storage back whole and leaves no dead rows', async () => {
  await publish(500);
  await publish(500, false);
  expect((await work(store, 1_000)).length).toBe(1_000);
  await store.maintain();
  await store.maintain();
  expect(await filledSegments()).toEqual([]);
  const { rows } = await client.query<{ bytes: string }>("select pg_relation_size('howdah.message_durable_0') as bytes");
  expect(Number(rows[0]?.bytes)).toBe(0);
});

test('segments that are wanted stay', async () => {
  await publish(10);
  await store.maintain();
  await publish(10);
  await store.maintain();
  await store.maintain();
  expect(await filledSegments()).toEqual([0, 1]);
  expect((await work(store, 1_000)).length).toBe(20);
});

test('the last few messages of a segment are copied forward and its storage is freed', async () => {
  await publish(10);
  expect((await work(store, 8)).length).toBe(8);
  await store.maintain();
  await store.maintain();
  expect(await filledSegments()).toEqual([]);
  expect(await work(store, 10)).toEqual(['m8', 'm9']);
  await store.maintain();
  const { rows } = await client.query('select seq from howdah.message');
  expect(rows).toEqual([]);
});

test('a leased straggler can still be settled and dead-lettered with its content', async () => {
  await publish(4);
  const { runs } = await store.claimMessages(QUEUE, { ...plenty, count: 2 });
  await work(store, 1);
  await store.maintain();
  await store.maintain();
  expect(await filledSegments()).toEqual([]);
  const run = runs[0]!;
  const [, second] = run.messages;
  const [held] = await store.readLeased([{ lease: run, seq: second!.seq }]);
  expect(held?.messages[0]?.message.body.toString()).toBe('m1');
});

test('the tables of freed segments go away', async () => {
  for (let i = 0; i < 4; i++) {
    await publish(1);
    await work(store, 1);
    await store.maintain();
  }
  await store.maintain();
  expect(await tablesOf(0)).toBe(0);
});

test('an open transaction that read the log only delays the freeing', async () => {
  await publish(1);
  await work(store, 1);
  await client.query('begin');
  await client.query('select count(*) from howdah.message');
  await store.maintain();
  await store.maintain();
  await client.query('commit');
  const { rows } = await client.query<{ bytes: string }>("select pg_relation_size('howdah.message_durable_0') as bytes");
  expect(Number(rows[0]?.bytes)).toBeGreaterThan(0);
  await store.maintain();
  expect(await filledSegments()).toEqual([]);
});

test('many runs of one message are joined and keep their order', async () => {
  for (let i = 0; i < 300; i++) {
    await new Promise<void>((resolve) => store.insertMessage({ ...insert(QUEUE, `n${i}`), lane: 0, settled: () => resolve() }));
  }
  await store.maintain();
  const { rows } = await client.query<{ count: number }>('select count(*)::int4 from howdah.run');
  expect(rows[0]!.count).toBeLessThan(10);
  expect(await work(store, 1_000)).toEqual(Array.from({ length: 300 }, (_, i) => `n${i}`));
});

test('a publish after the log moved on finds a segment', async () => {
  for (let i = 0; i < 3; i++) {
    await publish(2);
    await store.maintain();
  }
  expect((await publish(2)).length).toBe(2);
  expect((await work(store, 1_000)).length).toBe(8);
});

test('a flush of transient messages alone writes to unlogged tables only', async () => {
  await publish(50, false);
  const { rows } = await client.query<{ relname: string; relpersistence: string }>(`
    select distinct c.relname, c.relpersistence
    from (select tableoid from howdah.message union select tableoid from howdah.run union select tableoid from howdah.flush
          union select tableoid from howdah.flush_transient) as written
    join pg_class c on c.oid = written.tableoid order by c.relname`);
  expect(rows.map(({ relname }) => relname)).toEqual(['flush_transient', 'message_transient_0', 'run_transient']);
  expect(rows.every(({ relpersistence }) => relpersistence === 'u')).toBe(true);
});

test('nothing overtakes messages whose runs are being merged', async () => {
  for (let i = 0; i < 10; i++) await publish(1);
  await client.query('begin');
  expect((await client.query(statement('merge_runs'), [QUEUE])).rows).toEqual([{ runs: 1, from_runs: 10 }]);
  await publish(1);
  expect(await store.claimMessages(QUEUE, plenty)).toMatchObject({ runs: [], more: true, isCut: true });
  await client.query('commit');
  const { runs } = await store.claimMessages(QUEUE, plenty);
  const positions = runs.flatMap(({ messages }) => messages.map(({ seq }) => seq));
  expect(positions).toHaveLength(11);
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
});

test('runs are joined up to a larger one and behind it, never around it', async () => {
  for (const count of [1, 1, 1, 200, 1, 200, 2, 3]) await publish(count);
  expect((await client.query(statement('merge_runs'), [QUEUE])).rows).toEqual([{ runs: 2, from_runs: 5 }]);
  const { rows } = await client.query<{ size: number }>('select size from howdah.run order by first_seq');
  expect(rows.map(({ size }) => size)).toEqual([3, 200, 1, 200, 5]);
  const { runs } = await store.claimMessages(QUEUE, plenty);
  const positions = runs.flatMap(({ messages }) => messages.map(({ seq }) => seq));
  expect(positions).toHaveLength(409);
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
});

test('runs that are not alike are not joined around one another', async () => {
  for (const redelivered of [false, false, true, false, false]) {
    const [seq] = await publish(1);
    await client.query('update howdah.run set redelivered = $2 where first_seq = $1', [seq, redelivered]);
  }
  expect((await client.query(statement('merge_runs'), [QUEUE])).rows).toEqual([{ runs: 2, from_runs: 4 }]);
});

test('nothing is merged while somebody claims', async () => {
  for (let i = 0; i < 10; i++) await publish(1);
  await client.query('begin');
  await client.query(statement('claim_messages'), [QUEUE, 1, 1_000_000, store.owner, 0, 1, null]);
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  expect((await other.query(statement('merge_runs'), [QUEUE])).rows).toEqual([{ runs: 0, from_runs: 0 }]);
  await client.query('commit');
  await other.end();
});
