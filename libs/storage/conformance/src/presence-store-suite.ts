import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  ConnectionId,
  ConnectionRecord,
  ConsumerId,
  ConsumerRecord,
  OwnerId,
  PresenceStore,
  PresentConsumer,
  QueueId,
} from '@howdah/core';

interface PresentBroker {
  readonly store: PresenceStore;
  /** A living holder of leases. */
  readonly owner: OwnerId;
  /** Its leases are over and were taken: it is dead to the others. */
  kill(): Promise<void>;
}

export interface PresenceStoreBench {
  /** Another broker on the same data. */
  openBroker(): Promise<PresentBroker>;
  /** Lets time pass for everybody. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

let lastId = 0;
const nextId = (): number => ++lastId;

function connectionOf({ owner }: PresentBroker, fields: Partial<ConnectionRecord> = {}): ConnectionRecord {
  const names = { vhost: '/', user: 'ann', name: '10.0.0.1:5000 -> 10.0.0.2:5672' };
  return { id: nextId(), owner, ...names, connectedAt: 1_800_000_000_123, details: { protocol: 'AMQP 0-9-1' }, ...fields };
}

function consumerOf(connection: ConnectionId, queueId: QueueId, fields: Partial<ConsumerRecord> = {}): ConsumerRecord {
  return { id: nextId(), connection, queueId, tag: 't', priority: 0, exclusive: false, singleActive: false, ...fields };
}

const activeIn = (consumers: readonly PresentConsumer[]): ConsumerId[] =>
  consumers.filter(({ active }) => active).map(({ id }) => id);

/** What every presence store must do. `setup` makes an empty world for each test. */
export function presenceStoreSuite(name: string, setup: () => Promise<PresenceStoreBench>): void {
  describe(name, () => {
    let bench: PresenceStoreBench;
    let one: PresentBroker;
    let other: PresentBroker;
    beforeEach(async () => {
      bench = await setup();
      one = await bench.openBroker();
      other = await bench.openBroker();
    });
    afterEach(() => bench.close());

    /** A connection of this broker that is known. */
    async function connect(broker: PresentBroker): Promise<ConnectionId> {
      const connection = connectionOf(broker);
      await broker.store.addConnection(connection);
      return connection.id;
    }

    test('lists the connections of all brokers as they were added', async () => {
      const odd = { text: 'nul \0 and half \ud800', nested: [{ a: 1 }] };
      const connections = [connectionOf(one), connectionOf(other, { vhost: 'shop', details: odd })];
      await one.store.addConnection(connections[0]!);
      await other.store.addConnection(connections[1]!);
      const listed = await one.store.listConnections();
      expect(listed.find(({ id }) => id === connections[0]!.id)).toEqual(connections[0]);
      expect(listed.find(({ id }) => id === connections[1]!.id)).toMatchObject({
        vhost: 'shop',
        details: { nested: [{ a: 1 }] },
      });
      await one.store.removeConnections(connections.map(({ id }) => id));
      expect(await other.store.listConnections()).toEqual([]);
    });

    test('counts the connections to a virtual host on all brokers, without those of nobody', async () => {
      const others = [connectionOf(one, { vhost: 'shop' }), connectionOf(one, { user: '' })];
      for (const connection of [connectionOf(one), connectionOf(other), ...others]) await one.store.addConnection(connection);
      expect(await one.store.countConnections('/')).toBe(2);
      expect(await other.store.countConnections('shop')).toBe(1);
      expect(await other.store.countConnections('nowhere')).toBe(0);
    });

    test('admits any number of consumers and counts them over all brokers', async () => {
      const [queueId, empty] = [nextId(), nextId()];
      const first = consumerOf(await connect(one), queueId, { tag: 'a', priority: -1 });
      const second = consumerOf(await connect(other), queueId);
      expect(await one.store.addConsumer(first)).toBe('active');
      expect(await other.store.addConsumer(second)).toBe('active');
      expect(await one.store.countConsumers([empty, queueId])).toEqual([0, 2]);
      expect(await one.store.countAllConsumers()).toEqual(new Map([[queueId, 2]]));
      expect(await one.store.listConsumers([queueId])).toEqual([
        { ...first, active: true },
        { ...second, active: true },
      ]);
      expect(await one.store.removeConsumers([first.id])).toEqual([]);
      expect(await other.store.removeConsumers([second.id])).toEqual([queueId]);
      expect(await other.store.countAllConsumers()).toEqual(new Map());
    });

    test('keeps a queue for an exclusive consumer, whoever came first', async () => {
      const [taken, shared] = [nextId(), nextId()];
      const [mine, theirs] = [await connect(one), await connect(other)];
      const owner = consumerOf(mine, taken, { exclusive: true });
      expect(await one.store.addConsumer(owner)).toBe('active');
      expect(await other.store.addConsumer(consumerOf(theirs, taken))).toBe('refused');
      expect(await other.store.addConsumer(consumerOf(theirs, taken, { exclusive: true }))).toBe('refused');
      await other.store.addConsumer(consumerOf(theirs, shared));
      expect(await one.store.addConsumer(consumerOf(mine, shared, { exclusive: true }))).toBe('refused');
      expect(await one.store.countConsumers([taken, shared])).toEqual([1, 1]);
      await one.store.removeConsumers([owner.id]);
      expect(await other.store.addConsumer(consumerOf(theirs, taken))).toBe('active');
    });

    test('admits exactly one of many exclusive consumers that come at once', async () => {
      const [mine, theirs] = [await connect(one), await connect(other)];
      for (let round = 0; round < 10; round++) {
        const queueId = nextId();
        const all = await Promise.all([
          ...[1, 2, 3].map(() => one.store.addConsumer(consumerOf(mine, queueId, { exclusive: true }))),
          ...[1, 2, 3].map(() => other.store.addConsumer(consumerOf(theirs, queueId, { exclusive: true }))),
        ]);
        expect(all.filter((admission) => admission === 'active')).toHaveLength(1);
      }
    });

    test('has one active consumer, and then the next: higher priority first, then in the order they came', async () => {
      const queueId = nextId();
      const [mine, theirs] = [await connect(one), await connect(other)];
      const told: QueueId[] = [];
      const heard = new Promise<void>((resolve) => other.store.onChange((id) => (told.push(id), resolve())));
      const [first, second, third, urgent] = [
        consumerOf(mine, queueId, { singleActive: true }),
        consumerOf(theirs, queueId, { singleActive: true }),
        consumerOf(mine, queueId, { singleActive: true }),
        consumerOf(theirs, queueId, { singleActive: true, priority: 5 }),
      ];
      expect(await one.store.addConsumer(first)).toBe('active');
      for (const [broker, consumer] of [
        [other, second],
        [one, third],
        [other, urgent],
      ] as const) {
        expect(await broker.store.addConsumer(consumer)).toBe('waiting');
      }
      await one.store.removeConsumers([first.id]);
      expect(activeIn(await one.store.listConsumers([queueId]))).toEqual([urgent.id]);
      await heard;
      expect(told).toContain(queueId);
      await other.store.removeConsumers([urgent.id]);
      expect(activeIn(await one.store.listConsumers([queueId]))).toEqual([second.id]);
      await other.store.removeConnections([theirs]);
      expect(activeIn(await one.store.listConsumers([queueId]))).toEqual([third.id]);
    });

    test('finds queues that nobody used for as long as they allow', async () => {
      const [used, consumed, idle] = [nextId(), nextId(), nextId()];
      const connection = await connect(one);
      const consumer = consumerOf(connection, consumed);
      await one.store.addConsumer(consumer);
      const queues = [used, consumed, idle].map((queueId) => ({ queueId, expiresMs: 60_000 }));
      expect(await one.store.findUnusedQueues(queues)).toEqual([]);
      await bench.advance(50_000);
      await other.store.touchQueue(used);
      await bench.advance(20_000);
      expect(await one.store.findUnusedQueues(queues)).toEqual([idle]);
      await one.store.removeConsumers([consumer.id]);
      await bench.advance(50_000);
      expect([...(await one.store.findUnusedQueues(queues))].sort((a, b) => a - b)).toEqual([used, idle].sort((a, b) => a - b));
      await one.store.forgetQueue(idle);
      expect(await one.store.findUnusedQueues([{ queueId: idle, expiresMs: 60_000 }])).toEqual([]);
    });

    test('tells whose broker is dead, and which queues have no other consumers', async () => {
      const [theirsAlone, shared] = [nextId(), nextId()];
      const [mine, theirs] = [await connect(one), await connect(other)];
      await other.store.addConsumer(consumerOf(theirs, theirsAlone));
      await other.store.addConsumer(consumerOf(theirs, shared));
      await one.store.addConsumer(consumerOf(mine, shared));
      expect(await one.store.findOrphans()).toEqual({ connections: [], queueIds: [] });
      await other.kill();
      expect(await one.store.findOrphans()).toEqual({ connections: [theirs], queueIds: [theirsAlone] });
    });

    test('finds consumers of connections that nobody knows', async () => {
      const queueId = nextId();
      const unknown = consumerOf(nextId(), queueId, { singleActive: true });
      await other.store.addConsumer(unknown);
      const known = consumerOf(await connect(one), queueId, { singleActive: true });
      await one.store.addConsumer(known);
      expect(activeIn(await one.store.listConsumers([queueId]))).toEqual([unknown.id]);
      expect(await one.store.findConsumersOfUnknown()).toEqual([unknown.id]);
      expect(await one.store.removeConsumers([unknown.id])).toEqual([]);
      expect(await one.store.findConsumersOfUnknown()).toEqual([]);
      expect(activeIn(await one.store.listConsumers([queueId]))).toEqual([known.id]);
    });

    test('asks the broker that holds a connection to close it', async () => {
      const connection = await connect(other);
      const asked = new Promise<readonly [ConnectionId, string]>((resolve) =>
        other.store.onCloseRequest((id, reason) => resolve([id, reason])),
      );
      expect(await one.store.requestClose(connection, 'because I say so')).toBe(true);
      expect(await asked).toEqual([connection, 'because I say so']);
      expect(await one.store.requestClose(nextId(), 'nobody')).toBe(false);
    });

    test('puts back what is missing, takes away what is left over, and leaves the rest', async () => {
      const queueId = nextId();
      const [kept, lost] = [connectionOf(one), connectionOf(one)];
      const leftover = await connect(one);
      const theirs = await connect(other);
      await one.store.addConnection(kept);
      const consumers = [
        consumerOf(kept.id, queueId, { singleActive: true }),
        consumerOf(lost.id, queueId, { singleActive: true }),
      ];
      await one.store.addConsumer(consumerOf(leftover, queueId, { singleActive: true }));
      await one.store.addConsumer(consumers[0]!);
      const own = { connections: [kept, lost], consumers };
      expect(await one.store.restore(one.owner, () => own)).toEqual([]);
      const listed = (await one.store.listConnections()).map(({ id }) => id);
      expect(listed.toSorted((a, b) => a - b)).toEqual([kept.id, lost.id, theirs].toSorted((a, b) => a - b));
      expect(activeIn(await one.store.listConsumers([queueId]))).toEqual([consumers[0]!.id]);
      expect(await one.store.countConsumers([queueId])).toEqual([2]);
      expect(await one.store.restore(one.owner, () => own)).toEqual([]);
    });

    test('says which consumers cannot be put back because others took the queue', async () => {
      const queueId = nextId();
      const connection = connectionOf(one);
      const consumer = consumerOf(connection.id, queueId);
      await other.store.addConsumer(consumerOf(await connect(other), queueId, { exclusive: true }));
      expect(await one.store.restore(one.owner, () => ({ connections: [connection], consumers: [consumer] }))).toEqual([
        consumer.id,
      ]);
    });
  });
}
