import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { completeHandoff, insert } from '@howdah/storage-conformance';
import type { LeasedRun } from '@howdah/core';
import { createDatabase } from '@howdah/testing';
import { Notifications, PostgresMessageStore } from '@howdah/storage-postgres';

const QUEUE = 1;

let operator: pg.Client;
let notifications: Notifications;
let store: PostgresMessageStore;
let handedOut: LeasedRun[];
beforeEach(async () => {
  const { url } = await createDatabase();
  operator = new pg.Client({ connectionString: url });
  await operator.connect();
  notifications = new Notifications({ url });
  store = new PostgresMessageStore({ url, notifications, name: 'broker' });
  handedOut = [];
  await store.open(completeHandoff({ reserve: (_, count) => count, deliver: (run) => void handedOut.push(run) }));
});
afterEach(async () => {
  await store.close();
  await notifications.close();
  await operator.end();
});

const publish = (text: string, { lane = 0, durable = true } = {}): Promise<void> =>
  new Promise((resolve, reject) => {
    const settled = (error: Error | null): void => (error === null ? resolve() : reject(error));
    store.insertMessage({ ...insert(QUEUE, text, { durable }), lane, settled });
  });

const storedSizes = async (): Promise<readonly number[]> =>
  (await operator.query<{ size: number }>('select size from howdah.run order by id')).rows.map(({ size }) => size);

test('a group commit keeps away from runs that acknowledged messages are just being taken out of', async () => {
  // Of one turn of the event loop: one run.
  await Promise.all(['a', 'b', 'c'].map((text) => publish(text)));
  const [run] = handedOut;
  const [first, ...others] = run!.messages;

  await operator.query('begin');
  await operator.query('select from howdah.run for update');
  store.ackMessage({ lease: run!, seq: first!.seq });
  await expect
    .poll(async () => (await operator.query("select from pg_locks where not granted and locktype = 'transactionid'")).rowCount)
    .toBe(1);
  for (const { seq } of others) store.ackMessage({ lease: run!, seq });
  await publish('next');
  await operator.query('commit');

  await store.flush();
  expect(await storedSizes()).toEqual([1]);
  expect(handedOut.map(({ messages }) => messages.map(({ message }) => message.body.toString()))).toEqual([
    ['a', 'b', 'c'],
    ['next'],
  ]);
});

test('the next group commit deletes the runs that are done, on whichever shelf they lie', async () => {
  await publish('durable');
  await publish('transient', { lane: 1, durable: false });
  for (const run of handedOut) store.ackMessage({ lease: run, seq: run.messages[0]!.seq });
  await publish('next');
  expect(await storedSizes()).toEqual([1]);
});
