import { expect, test } from 'vitest';
import type { MessageStore, QueueId } from '@howdah/core';
import { bodiesOf, claim, countsOf, deliveriesOf, plenty, publish } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';

const ten = Array.from({ length: 10 }, (_, index) => `m${index}`);

export function claiming(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  test('gives at most count messages, in order, and says whether more are ready', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(
      store,
      ten.map((body) => insert(queueId, body)),
    );
    const first = await store.claimMessages(queueId, { ...plenty, count: 3 });
    expect(bodiesOf(deliveriesOf(first.runs))).toEqual(ten.slice(0, 3));
    expect(first.more).toBe(true);
    const rest = await store.claimMessages(queueId, plenty);
    expect(bodiesOf(deliveriesOf(rest.runs))).toEqual(ten.slice(3));
    expect(rest.more).toBe(false);
  });

  test('says that it ended before the queue did, whatever has cut it', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const many = Array.from({ length: 100 }, (_, index) => insert(queueId, `many${index}`));
    await publish(store, many);
    // One run of many messages lets the next claim expect few runs for its count.
    expect(await claim(store, queueId)).toHaveLength(many.length);
    for (const body of ten) await publish(store, [insert(queueId, body)]);
    const bodies: string[] = [];
    for (let isCut = true; isCut;) {
      const found = await store.claimMessages(queueId, { ...plenty, count: 8 });
      bodies.push(...bodiesOf(deliveriesOf(found.runs)));
      isCut = found.isCut;
      expect(isCut).toBe(bodies.length < ten.length);
    }
    expect(bodies).toEqual(ten);
  });

  test('gives nothing from an empty queue', async () => {
    const { store } = await bench().openStore();
    expect(await store.claimMessages(bench().nextQueueId(), plenty)).toEqual({ runs: [], more: false, isCut: false });
  });

  test('stops once the bodies exceed the bytes asked for', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(
      store,
      ten.map(() => insert(queueId, Buffer.alloc(10_000))),
    );
    const { runs, more } = await store.claimMessages(queueId, { count: 10, bytes: 25_000 });
    expect(deliveriesOf(runs).length).toBeGreaterThanOrEqual(2);
    expect(deliveriesOf(runs).length).toBeLessThanOrEqual(4);
    expect(more).toBe(true);
  });

  test('gives one message however large it is', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(
      store,
      ten.map(() => insert(queueId, Buffer.alloc(10_000))),
    );
    expect(await claim(store, queueId, { bytes: 1 })).toHaveLength(1);
  });

  test('gives higher priorities first and each priority in order', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(
      store,
      ten.map((body, index) => insert(queueId, body, { priority: index % 3 })),
    );
    const claimed = [...(await claim(store, queueId, { count: 4 })), ...(await claim(store, queueId))];
    expect(bodiesOf(claimed)).toEqual(['m2', 'm5', 'm8', 'm1', 'm4', 'm7', 'm0', 'm3', 'm6', 'm9']);
    expect(claimed.map(({ run }) => run.priority)).toEqual([2, 2, 2, 1, 1, 1, 0, 0, 0, 0]);
  });

  test('gives no message to two claimers', async () => {
    const stores = [await bench().openStore(), await bench().openStore()].map(({ store }) => store);
    const queueId = bench().nextQueueId();
    const bodies = Array.from({ length: 300 }, (_, index) => `m${index}`);
    await publish(
      stores[0] as MessageStore,
      bodies.map((body) => insert(queueId, body)),
    );
    const claimed = await Promise.all([...stores, ...stores].map((store) => drain(store, queueId, 7)));
    expect(claimed.flat().sort()).toEqual([...bodies].sort());
  });

  test('says what was claimed: a first delivery, held by this broker', async () => {
    const { store, owner } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const [seq] = await publish(store, [insert(queueId, 'a', { priority: 4 })]);
    const [delivery] = await claim(store, queueId);
    expect(delivery?.run).toMatchObject({ queueId, owner, attempts: 0, redelivered: false, priority: 4, durable: true });
    expect(delivery?.run).toMatchObject({ expiresAt: null, deadFrom: null, messages: [{ seq }] });
  });

  test('leases to each receiver under a lease of its own', async () => {
    const { store, owner } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const { leaseMs } = bench();
    expect(await store.claimMessages(queueId, { ...plenty, leaseMs })).toEqual({ runs: [], more: false, isCut: false });
    await publish(store, [insert(queueId, 'a'), insert(queueId, 'b')]);
    const [first] = await claim(store, queueId, { leaseMs, count: 1 });
    const [second] = await claim(store, queueId, { leaseMs, count: 1 });
    expect(new Set([owner, first?.lease.owner, second?.lease.owner]).size).toBe(3);
    expect(await store.findLeaseOwner(first!.lease.owner)).toMatchObject({ kind: 'receiver' });
  });

  test('counts what was claimed as unacked', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(
      store,
      ten.map((body) => insert(queueId, body)),
    );
    await claim(store, queueId, { count: 4 });
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 6, unacked: 4, delayed: 0 });
  });

  test('never gives an expired message', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const expiresAt = bench().now() + bench().leaseMs * 0.4;
    await publish(store, [
      insert(queueId, 'short', { expiresAt }),
      insert(queueId, 'long'),
      insert(queueId, 'short', { expiresAt }),
    ]);
    await bench().advance(bench().leaseMs * 0.5);
    expect(bodiesOf(await claim(store, queueId))).toEqual(['long']);
  });

  test('gives a delayed message only after it was released', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(store, [
      insert(queueId, 'later', { availableAt: bench().now() + bench().leaseMs * 0.4 }),
      insert(queueId, 'now'),
    ]);
    await store.releaseDueMessages(100);
    expect(bodiesOf(await claim(store, queueId))).toEqual(['now']);
    await bench().advance(bench().leaseMs * 0.5);
    expect(bodiesOf(await claim(store, queueId))).toEqual([]);
    await store.releaseDueMessages(100);
    expect(bodiesOf(await claim(store, queueId))).toEqual(['later']);
  });
}

/** Claims until nothing is left; a store that gives without end is stopped. */
async function drain(store: MessageStore, queueId: QueueId, count: number): Promise<string[]> {
  const bodies: string[] = [];
  for (let round = 0; round < 1000; round++) {
    const { runs, more } = await store.claimMessages(queueId, { ...plenty, count });
    bodies.push(...bodiesOf(deliveriesOf(runs)));
    if (runs.length === 0 && !more) return bodies;
  }
  throw new Error(`queue ${queueId} was not empty after 1000 claims`);
}
