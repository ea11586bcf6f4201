import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { BrokerError, Durability, Seq } from '@howdah/core';
import { completeHandoff, insert } from '@howdah/storage-conformance';
import { startReplicatedPostgres, type ReplicatedPostgres } from '@howdah/testing/programs';
import {
  migrate,
  Notifications,
  openDataSource,
  PostgresMessageStore,
  PostgresTopologyStore,
  Primary,
} from '@howdah/storage-postgres';

const QUEUE = 1;
const plenty = { count: 10_000, bytes: Number.MAX_SAFE_INTEGER };

let cluster: ReplicatedPostgres;
let primary: Primary;
let store: PostgresMessageStore;
let notifications: Notifications;

async function open(): Promise<void> {
  cluster = await startReplicatedPostgres();
  primary = new Primary({ url: cluster.url });
  await migrate({ primary });
  notifications = new Notifications({ primary });
  store = new PostgresMessageStore({ primary, notifications, name: 'failover' });
  await store.open(completeHandoff());
}

async function close(): Promise<void> {
  await store.abandon();
  await notifications.close();
  await cluster.stop();
}

function publish(body: string): Promise<Seq> {
  return new Promise((resolve, reject) =>
    store.insertMessage({
      ...insert(QUEUE, body),
      lane: 0,
      settled: (error: BrokerError | null, seq) => (error === null ? resolve(seq) : reject(error)),
    }),
  );
}

async function bodies(): Promise<string[]> {
  const { runs } = await store.claimMessages(QUEUE, plenty);
  return runs.flatMap((run) => run.messages.map(({ message }) => message.body.toString()));
}

async function administer(url: string, text: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query(text).then(
    async ({ rows }) => (await client.end(), rows as pg.QueryResultRow[]),
    async (error: unknown) => (await client.end(), Promise.reject(error as Error)),
  );
}

/** Sessions whose commits wait for the standby, one after the other; the same one may wait again, in another transaction. */
function nextWaits(): () => Promise<number> {
  const waiting = "select pid, xact_start::text from pg_stat_activity where wait_event = 'SyncRep'";
  const seen = new Set<string>();
  return async () => {
    let pid: number | undefined;
    await expect
      .poll(async () => {
        const rows = (await administer(cluster.primary.url, waiting)) as { pid: number; xact_start: string }[];
        const row = rows.find(({ xact_start: start }) => !seen.has(start));
        if (row !== undefined) seen.add(row.xact_start);
        return (pid = row?.pid);
      })
      .toBeDefined();
    return pid!;
  };
}

/** Durable messages; a standby does not have the others. */
async function stored(url: string): Promise<number> {
  return ((await administer(url, 'select count(*)::int as count from howdah.message_durable_0'))[0] as { count: number }).count;
}

describe('a primary and its standby', () => {
  beforeAll(open);
  afterAll(close);

  test.each([
    ['cancelled', 'pg_cancel_backend'],
    ['ended with its session', 'pg_terminate_backend'],
  ])('a commit whose wait for the standby is %s is not confirmed before the standby has it', async (_, how) => {
    const body = `held ${how}`;
    await cluster.holdStandby();
    let isConfirmed = false;
    const confirm = publish(body).then(() => (isConfirmed = true));
    const next = nextWaits();
    for (let times = 0; times < 3; times++) await administer(cluster.primary.url, `select ${how}(${await next()})`);
    // Others see it, so it is committed on the primary; and the publisher still waits.
    await next();
    expect(await stored(cluster.primary.url)).toBe((await stored(cluster.standby.url)) + 1);
    expect(isConfirmed).toBe(false);
    cluster.releaseStandby();
    await confirm;
    expect(await stored(cluster.standby.url)).toBe(await stored(cluster.primary.url));
    expect(await bodies()).toEqual([body]);
  });

  test.each([
    ['cancelled', 'pg_cancel_backend'],
    ['ended with its session', 'pg_terminate_backend'],
  ])('an acknowledgment whose wait for the standby is %s is not stored before the standby has it', async (_, how) => {
    await publish('acknowledged');
    const [run] = (await store.claimMessages(QUEUE, plenty)).runs;
    await cluster.holdStandby();
    for (const { seq } of run!.messages) store.ackMessage({ lease: run!, seq });
    let isStored = false;
    const flushed = (): Promise<void> => store.flush().catch(flushed);
    const stored = flushed().then(() => (isStored = true));
    const next = nextWaits();
    for (let times = 0; times < 2; times++) await administer(cluster.primary.url, `select ${how}(${await next()})`);
    await next();
    expect(isStored).toBe(false);
    cluster.releaseStandby();
    await stored;
  });

  test('a change of the topology whose wait for the standby is cancelled is answered when the standby has it', async () => {
    const source = await openDataSource({ primary });
    onTestFinished(() => source.destroy());
    const topology = new PostgresTopologyStore(source, notifications, () => store.owner);
    await cluster.holdStandby();
    let answer: unknown;
    const change = topology.createVhost('held', '').then((made) => (answer = made));
    const next = nextWaits();
    for (let times = 0; times < 2; times++) await administer(cluster.primary.url, `select pg_cancel_backend(${await next()})`);
    await next();
    const found = "select count(*)::int as count from howdah.vhost where name = 'held'";
    expect(await administer(cluster.primary.url, found)).toEqual([{ count: 1 }]);
    expect(answer).toBeUndefined();
    cluster.releaseStandby();
    expect(await change).toMatchObject({ event: { kind: 'vhost created' } });
    await expect.poll(() => administer(cluster.standby.url, found)).toEqual([{ count: 1 }]);
  });

  test('a message of a local queue waits for no standby, and each is told what it has reached', async () => {
    const reached = (body: string, more: { durable?: boolean; isLocal?: boolean }): Promise<Durability | undefined> =>
      new Promise((resolve, reject) =>
        store.insertMessage({
          ...insert(QUEUE, body, { durable: more.durable ?? true }),
          lane: 0,
          ...more,
          settled: (error, _seq, durability) => (error === null ? resolve(durability) : reject(error)),
        }),
      );
    expect(await reached('replicated', {})).toBe('replicated');
    expect(await reached('transient', { durable: false })).toBe('transient');
    await cluster.holdStandby();
    expect(await reached('local', { isLocal: true })).toBe('local');
    const waiting = reached('waits', {});
    await expect.poll(() => cluster.waitingCommits()).toHaveLength(1);
    cluster.releaseStandby();
    expect(await waiting).toBe('replicated');
    expect((await bodies()).sort()).toEqual(['local', 'replicated', 'transient', 'waits']);
  });

  test('where replication is required, a message is refused while no standby is in sync, and a local one is not', async () => {
    const strict = new PostgresMessageStore({ primary, notifications, name: 'strict', replication: 'require' });
    await strict.open(completeHandoff());
    onTestFinished(() => strict.abandon());
    const answer = (isLocal: boolean): Promise<BrokerError | null> =>
      new Promise((settled) => strict.insertMessage({ ...insert(2, 'm'), lane: 0, isLocal, settled }));
    const setNames = async (names: string): Promise<void> => {
      await administer(cluster.primary.url, `alter system set synchronous_standby_names = '${names}'`);
      await administer(cluster.primary.url, 'select pg_reload_conf()');
    };
    expect(await answer(false)).toBeNull();
    expect(await strict.observeReplication()).toMatchObject({ isReplicated: true });
    await setNames('');
    await expect.poll(() => strict.observeReplication()).toMatchObject({ isReplicated: false });
    expect(await answer(false)).toMatchObject({
      code: 'not_replicated',
      message: 'no synchronous standby is in sync (synchronous_standby_names is empty), and replication is required',
    });
    expect(await answer(true)).toBeNull();
    await setNames('ANY 1 (*)');
    await expect.poll(() => strict.observeReplication()).toMatchObject({ isReplicated: true });
    expect(await answer(false)).toBeNull();
  });

  test('a slow commit is waited for, however late it is: every try would leave a session behind', async () => {
    await cluster.holdStandby();
    const confirm = publish('slow');
    await expect.poll(() => cluster.waitingCommits()).toHaveLength(1);
    const [pid] = await cluster.waitingCommits();
    // Longer than an answer may take before it is looked into.
    await sleep(4_000);
    expect(await cluster.waitingCommits()).toEqual([pid]);
    cluster.releaseStandby();
    await confirm;
  });

  test('of two that take themselves for the primary the promoted one is used, though the other still answers', async () => {
    await cluster.promoteStandby();
    expect(await administer(cluster.primary.url, 'select pg_is_in_recovery() as recovering')).toEqual([{ recovering: false }]);
    await publish('after');
    expect((await primary.locate()).node.port).toBe(cluster.standby.port);
    expect((await bodies()).at(-1)).toBe('after');
    const clients =
      "select application_name from pg_stat_activity where application_name like 'howdah%' and wait_event <> 'SyncRep'";
    expect(await administer(cluster.primary.url, clients)).toEqual([]);
  });

  test('a cluster that takes the promotion back is followed when no node has the newer timeline any more', async () => {
    const lost = (await primary.locate()).timeline;
    await cluster.takePromotionBack();
    await publish('gone back');
    expect(await primary.locate()).toMatchObject({ node: { port: cluster.primary.port }, timeline: lost - 1 });
    expect((await bodies()).at(-1)).toBe('gone back');
  });
});

test('what a failover has lost is delivered again, whatever this broker had been told', async () => {
  await open();
  onTestFinished(close);
  await publish('acknowledged');
  await publish('claimed');
  await administer(cluster.primary.url, "alter system set synchronous_standby_names = ''");
  await administer(cluster.primary.url, 'select pg_reload_conf()');
  const { runs } = await store.claimMessages(QUEUE, { ...plenty, count: 1 });
  await expect.poll(() => store.observeReplication()).toMatchObject({ isReplicated: false });
  await expect.poll(() => caughtUp()).toBe(true);
  // What the primary has sent would be replayed before the promotion: so it sends nothing.
  const [sender] = await administer(cluster.primary.url, 'select pid from pg_stat_replication');
  const senderPid = (sender as { pid: number }).pid;
  process.kill(senderPid, 'SIGSTOP');
  for (const { seq } of runs[0]!.messages) store.ackMessage({ lease: runs[0]!, seq });
  await store.flush();
  expect(await bodies()).toEqual(['claimed']);

  const ended = cluster.primary.end('SIGKILL');
  process.kill(senderPid, 'SIGKILL');
  await ended;
  await cluster.promoteStandby();
  await publish('after');
  const again: string[] = [];
  await expect
    .poll(async () => again.push(...(await bodies())) && [...again].sort(), { timeout: 5_000 })
    .toEqual(['acknowledged', 'after', 'claimed']);
});

/** The standby has all that the primary has committed. */
async function caughtUp(): Promise<boolean> {
  const text = 'select bool_and(replay_lsn = pg_current_wal_lsn()) as done from pg_stat_replication';
  return ((await administer(cluster.primary.url, text))[0] as { done: boolean }).done;
}

test('when the primary dies publishes go on at the promoted standby, nothing lost and nothing doubled', async () => {
  await open();
  onTestFinished(close);
  const names = Array.from({ length: 1_500 }, (_, i) => `m${i}`);
  const confirms = names.map(publish);
  await confirms[0];
  const heard: (string | null)[] = [];
  await notifications.listen('failover_test', (payload) => heard.push(payload));
  const dataSource = await openDataSource({ primary });

  await cluster.primary.end('SIGKILL');
  await cluster.promoteStandby();

  await Promise.all(confirms);
  await publish('after');
  expect(await bodies()).toEqual([...names, 'after']);
  expect((await primary.locate()).node.port).toBe(cluster.standby.port);
  expect(await dataSource.query('select pg_is_in_recovery() as recovering')).toEqual([{ recovering: false }]);
  await dataSource.destroy();
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual([null]);
  await administer(cluster.standby.url, "notify failover_test, 'again'");
  await expect.poll(() => heard).toEqual([null, 'again']);
});
