import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { ReadTrace, whileReading, type BrokerError, type Log, type ReadSource, type Seq, type StoredMessage } from '@howdah/core';
import { completeHandoff, deadLettered, insert } from '@howdah/storage-conformance';
import { createDatabase } from '@howdah/testing';
import { startReplicatedPostgres, type ReplicatedPostgres } from '@howdah/testing/programs';
import {
  migrate,
  Notifications,
  parseReplicaUrls,
  PostgresClusterStore,
  PostgresMessageStore,
  Primary,
  ReplicaReader,
  type ReplicaReaderOptions,
} from '@howdah/storage-postgres';

const all = { limit: 10, after: 0 };
const everything = { resolution: 1, from: 0, to: Date.now(), queueId: null } as const;

let cluster: ReplicatedPostgres;
let primary: Primary;
let notifications: Notifications;
let standby: string;
let queue = 0;

beforeAll(async () => {
  cluster = await startReplicatedPostgres();
  primary = new Primary({ url: cluster.url });
  await migrate({ primary });
  notifications = new Notifications({ primary });
  standby = `127.0.0.1:${cluster.standby.port}`;
});
afterAll(async () => {
  await notifications.close();
  await cluster.stop();
});
beforeEach(() => {
  queue++;
});

async function open(options: Partial<ReplicaReaderOptions> = {}) {
  const reader = new ReplicaReader({ primary, lagMsMax: 60_000, ...options });
  const details = () => ({ version: '1.2.3', addresses: ['amqp://here'] });
  const store = new PostgresMessageStore({ primary, notifications, name: 'reads', reader, details });
  await store.open(completeHandoff());
  onTestFinished(async () => {
    await store.abandon();
    await reader.close();
  });
  const publish = (body: string, more: { durable?: boolean; isLocal?: boolean } = {}): Promise<Seq> =>
    new Promise((resolve, reject) =>
      store.insertMessage({
        ...insert(queue, body, { durable: more.durable ?? true }),
        ...{ lane: 0, ...more },
        settled: (error: BrokerError | null, seq) => (error === null ? resolve(seq) : reject(error)),
      }),
    );
  return { reader, store, publish };
}

/** What it answers, and where that was read. */
async function read<T>(work: () => Promise<T>): Promise<{ value: T; source: ReadSource | null }> {
  const trace = new ReadTrace();
  const value = await whileReading(trace, work);
  return { value, source: trace.source };
}

test('messages are read on the replica as soon as they are confirmed, however often', async () => {
  const { store, publish } = await open();
  for (let i = 1; i <= 30; i++) {
    await publish(`m${i}`);
    const counted = await read(() => store.onReplica.countMessages([queue]));
    expect(counted).toMatchObject({ value: [{ queueId: queue, ready: i }], source: { replica: standby } });
  }
  // Held, dead and delayed ones look the same, too.
  const grave = ++queue;
  const { runs } = await store.claimMessages(grave - 1, { count: 3, bytes: 1_000_000 });
  const [run] = runs;
  const [{ seq, message }] = run!.messages as [StoredMessage];
  await store.transact({
    ...{ lane: null, inserts: [], idempotencyKey: null, response: null },
    settlements: [deadLettered({ lease: run!, run: run!, seq, message, body: 'm1' }, grave)],
  });
  const { onReplica } = store;
  expect(await onReplica.countMessages()).toEqual(expect.arrayContaining([...(await store.countMessages())]));
  expect(await onReplica.countMessages([grave])).toMatchObject([{ ready: 1, deadLetters: 1 }]);
  const died = await read(() => onReplica.peekDeadLetters(grave - 1, all));
  expect(died).toMatchObject({ value: [{ queueId: grave, deadFrom: grave - 1 }], source: { replica: standby } });
  expect(await onReplica.peekMessages(grave - 1, { ...all, limit: 100 })).toEqual(
    await store.peekMessages(grave - 1, { ...all, limit: 100 }),
  );
  const { value, source } = await read(() => onReplica.peekMessages(grave - 1, { ...all, limit: 2 }));
  expect(value.map(({ message }) => message.body.toString())).toEqual(['m2', 'm3']);
  expect(source?.replica).toBe(standby);
});

test('transient messages are counted too, and a queue that holds some is looked at on the primary', async () => {
  const { store, publish } = await open();
  await publish('durable');
  await publish('transient', { durable: false });
  expect(await store.onReplica.countMessages([queue])).toEqual(await store.countMessages([queue]));
  expect(await store.onReplica.countMessages()).toEqual(expect.arrayContaining([...(await store.countMessages())]));
  const { value, source } = await read(() => store.onReplica.peekMessages(queue, all));
  expect(value.map(({ message }) => message.body.toString())).toEqual(['durable', 'transient']);
  expect(source?.replica).toBeNull();
});

test('whoever looks through many queues reads on the replica, and on the primary where some messages are transient', async () => {
  const { store, publish } = await open();
  await publish('a');
  await publish('b');
  for (const order of ['newest', 'oldest'] as const) {
    const scope = { queueIds: [queue], about: null, states: null, order };
    const { value, source } = await read(() => store.scan.scanMessages(scope, null, 10));
    const bodies = value.messages.map(({ message }) => message.body.toString());
    expect([bodies.sort(), value.isLast, source?.replica]).toEqual([['a', 'b'], true, standby]);
  }
  await publish('transient', { durable: false });
  const scope = { queueIds: [queue], about: null, states: null, order: 'oldest' } as const;
  const { value, source } = await read(() => store.scan.scanMessages(scope, null, 10));
  expect([value.messages.length, source?.replica]).toEqual([3, null]);
});

test('what a replica lacks is not told of messages, and may be told of the past up to a limit', async () => {
  const { store, publish } = await open();
  const { reader: strict } = await open({ lagMsMax: 1 });
  await publish('before');
  await cluster.holdStandby();
  onTestFinished(() => cluster.releaseStandby());
  await publish('behind', { isLocal: true });

  const counted = await read(() => store.onReplica.countMessages([queue]));
  expect(counted).toMatchObject({ value: [{ ready: 2 }], source: { replica: null } });
  const peeked = await read(() => store.onReplica.peekMessages(queue, all));
  expect(peeked.value).toHaveLength(2);

  const past = await read(() => store.onReplica.readHistory(everything));
  expect(past.source?.replica).toBe(standby);
  expect(past.source!.asOf).toBeLessThan(Date.now() - 50);
  const now = await read(() => strict.with(async () => undefined));
  expect(now.source?.replica).toBeNull();
});

test('a replica of another cluster is not read from, and the log says which and why', async () => {
  const other = await createDatabase();
  const warnings: unknown[] = [];
  const log: Log = { info: () => undefined, warn: (...line) => void warnings.push(line), error: () => undefined };
  const { store } = await open({ nodes: parseReplicaUrls(other.url), log });
  const { source } = await read(() => store.onReplica.readHistory(everything));
  expect(source?.replica).toBeNull();
  const { host } = new URL(other.url);
  expect(warnings).toEqual([
    [
      `reads go to the primary, not to the replica ${host}`,
      { reason: expect.stringMatching(/it belongs to another cluster \(system identifier \d+, not \d+\)/) as string },
    ],
  ]);
  await other.drop();
});

test('the cluster is told of: brokers, nodes, the primary with its standbys, and the database', async () => {
  const { reader, store } = await open();
  await store.heartbeat();
  const { brokers, ...told } = await new PostgresClusterStore(primary, reader).look();
  expect(brokers).toContainEqual({
    ...{ id: store.owner, name: 'reads', version: '1.2.3', addresses: ['amqp://here'] },
    ...{ startedAt: expect.any(Number) as number, heartbeatAgeMs: expect.any(Number) as number },
  });
  const node = `127.0.0.1:${cluster.primary.port}`;
  expect(told).toMatchObject({
    nodes: expect.arrayContaining([
      { node, state: 'primary', detail: null, isReadFrom: false },
      { node: standby, state: 'replica', detail: 'is a replica', isReadFrom: true },
    ]) as unknown,
    primary: { node, timeline: 1, promotedAt: null },
    standbys: [{ name: 'howdah_b', state: 'streaming', syncState: 'quorum' }],
    database: { name: 'postgres', vacuum: { isOn: true } },
  });
  expect(told.database!.connections.used).toBeGreaterThan(0);
});

test('a replica that has gone is not waited for, and without the primary it is still read from', async () => {
  const { store } = await open();
  expect((await read(() => store.onReplica.readHistory(everything))).source?.replica).toBe(standby);
  await cluster.primary.end('SIGKILL');
  const alone = await read(() => store.onReplica.readHistory(everything));
  expect(alone.source?.replica).toBe(standby);
  await cluster.promoteStandby();
  await expect
    .poll(async () => (await read(() => store.onReplica.readHistory(everything))).source?.replica, { timeout: 10_000 })
    .toBeNull();
  const client = new pg.Client({ connectionString: cluster.standby.url });
  await client.connect();
  expect((await client.query<{ found: boolean }>('select pg_is_in_recovery() as found')).rows).toEqual([{ found: false }]);
  await client.end();
  expect((await new PostgresClusterStore(primary, new ReplicaReader({ primary })).look()).primary).toMatchObject({
    ...{ node: standby, timeline: 2, promotedAt: expect.any(Number) as number },
  });
});
