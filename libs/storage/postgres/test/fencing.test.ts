import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { completeHandoff, insert } from '@howdah/storage-conformance';
import type { LeasedRun } from '@howdah/core';
import { createDatabase } from '@howdah/testing';
import { startFaultProxy, type FaultProxy } from '@howdah/testing/programs';
import { Notifications, PostgresMessageStore } from '@howdah/storage-postgres';

const QUEUE = 1;
const plenty = { count: 100, bytes: 1_000_000 };

/** A broker whose consumers have credit, and what it has handed out. */
interface Broker {
  readonly store: PostgresMessageStore;
  readonly handedOut: readonly LeasedRun[];
  close(): Promise<void>;
}

let url: string;
let operator: pg.Client;
let proxy: FaultProxy;
let cutOff: Broker;
let other: Broker;
beforeEach(async () => {
  ({ url } = await createDatabase());
  operator = new pg.Client({ connectionString: url });
  await operator.connect();
  const direct = new URL(url);
  proxy = await startFaultProxy({ host: direct.hostname, port: Number(direct.port) });
  direct.hostname = '127.0.0.1';
  direct.port = String(proxy.port);
  cutOff = await openBroker(direct.href, 'cut off');
  other = await openBroker(url, 'other');
});
afterEach(async () => {
  await cutOff.close();
  await other.close();
  await proxy.close();
  await operator.end();
});

async function openBroker(url: string, name: string): Promise<Broker> {
  const notifications = new Notifications({ url });
  const store = new PostgresMessageStore({ url, notifications, name });
  const handedOut: LeasedRun[] = [];
  await store.open(completeHandoff({ reserve: (_, count) => count, deliver: (run) => void handedOut.push(run) }));
  const close = async () => {
    await store.close();
    await notifications.close();
  };
  return { store, handedOut, close };
}

/** Others think that it is dead. */
const endLeases = ({ store }: Broker) =>
  operator.query('update howdah.lease_owner set expires_at = now() where id = $1', [store.owner]);

const countLocksWaitedFor = async (mode: string) =>
  (await operator.query('select from pg_locks where not granted and mode = $1', [mode])).rowCount;

const publish = ({ store }: Broker, text: string) =>
  new Promise<void>((resolve, reject) =>
    store.insertMessage({ ...insert(QUEUE, text), lane: 0, settled: (error) => (error === null ? resolve() : reject(error)) }),
  );

const bodiesOf = (runs: readonly LeasedRun[]): string[] =>
  runs.flatMap(({ messages }) => messages.map(({ message }) => message.body.toString()));

test('a flush whose answer was lost is confirmed, and not handed out by a broker that has lost its leases since', async () => {
  await publish(cutOff, 'before');
  proxy.set({ halfOpen: true });
  const confirmed = publish(cutOff, 'm');
  await expect
    .poll(async () => (await operator.query('select from howdah.run where owner = $1', [cutOff.store.owner])).rowCount)
    .toBe(2);
  await endLeases(cutOff);
  await other.store.reclaimMessages();
  const { runs } = await other.store.claimMessages(QUEUE, plenty);
  expect(bodiesOf(runs)).toEqual(['before', 'm']);
  proxy.set({});
  proxy.reset();
  await confirmed;
  expect(bodiesOf(cutOff.handedOut)).toEqual(['before']);
});

test('a claim in order finds what was committed late before what is newer', async () => {
  for (const text of ['late', 'early', 'newer']) await publish(cutOff, text);
  await endLeases(cutOff);
  await other.store.reclaimMessages();
  await operator.query(
    "update howdah.run set available_at = now() + interval '1 h' where first_seq = (select min(first_seq) from howdah.run)",
  );
  expect(bodiesOf((await other.store.claimMessages(QUEUE, { ...plenty, count: 1 })).runs)).toEqual(['early']);
  await operator.query('update howdah.run set available_at = null');
  expect(bodiesOf((await other.store.claimMessages(QUEUE, { ...plenty, inOrder: true })).runs)).toEqual(['late', 'newer']);
});

test('a claim that waits while its broker loses its leases takes nothing: others have the queue by then', async () => {
  await publish(other, 'm');
  await endLeases(other);
  await cutOff.store.reclaimMessages();
  const locked = new pg.Client({ connectionString: url });
  await locked.connect();
  await locked.query('begin; lock table howdah.run in exclusive mode');
  const broken = cutOff.store.claimMessages(QUEUE, plenty).catch((error: unknown) => error);
  await expect.poll(() => countLocksWaitedFor('RowShareLock')).toBe(1);
  proxy.reset();
  expect(await broken).toMatchObject({ code: 'storage_unavailable' });

  // What that claim took is found out first, which waits for the lock.
  const waiting = cutOff.store.claimMessages(QUEUE, plenty);
  await operator.query('delete from howdah.lease_owner where id = $1', [cutOff.store.owner]);
  await expect(cutOff.store.heartbeat()).rejects.toMatchObject({ code: 'lease_lost' });
  await locked.query('commit');
  await locked.end();
  expect((await waiting).runs).toEqual([]);
  expect(bodiesOf((await cutOff.store.claimMessages(QUEUE, plenty)).runs)).toEqual(['m']);
});

test('nothing is claimed by a broker that is taking its new identity: its consumers may not be the active ones any more', async () => {
  await publish(other, 'm');
  await endLeases(other);
  await cutOff.store.reclaimMessages();
  await operator.query('delete from howdah.lease_owner where id = $1', [cutOff.store.owner]);
  await operator.query(`
    create function wait_for_the_test() returns trigger language plpgsql as 'begin perform pg_advisory_xact_lock(1); return new; end';
    create trigger wait_for_the_test before insert on howdah.lease_owner for each row execute function wait_for_the_test();
    select pg_advisory_lock(1)`);
  const beat = cutOff.store.heartbeat().catch((error: unknown) => error);
  await expect.poll(() => countLocksWaitedFor('ExclusiveLock')).toBe(1);

  const locked = new pg.Client({ connectionString: url });
  await locked.connect();
  await locked.query('begin; lock table howdah.run in exclusive mode');
  const claiming = cutOff.store.claimMessages(QUEUE, plenty);
  await expect.poll(() => countLocksWaitedFor('RowShareLock')).toBe(1);
  await operator.query('select pg_advisory_unlock(1)');
  expect(await beat).toMatchObject({ code: 'lease_lost' });
  await locked.query('commit');
  await locked.end();
  expect((await claiming).runs).toEqual([]);
});

test('a flush whose answer was lost is handed out by a broker that has its leases still', async () => {
  await publish(cutOff, 'before');
  proxy.set({ halfOpen: true });
  const confirmed = publish(cutOff, 'm');
  await expect
    .poll(async () => (await operator.query('select from howdah.run where owner = $1', [cutOff.store.owner])).rowCount)
    .toBe(2);
  proxy.set({});
  proxy.reset();
  await confirmed;
  expect(bodiesOf(cutOff.handedOut)).toEqual(['before', 'm']);
});
