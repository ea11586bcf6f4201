import { expect, test } from 'vitest';
import { ack, bodiesOf, claim, claimOne, countsOf, peekBodies, publish, transact } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { deadLettered, retried } from './settlements.js';

export function counting(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  /** m0 is held, m1 and m2 are ready, m3 is delayed, m4 died. */
  async function mixedQueue() {
    const { store } = await bench().openStore();
    const [queueId, graveyard] = [bench().nextQueueId(), bench().nextQueueId()];
    await publish(store, [insert(queueId, 'm4')]);
    await transact(store, { settlements: [deadLettered(await claimOne(store, queueId), graveyard)] });
    const publishedAt = (minute: number): number => Date.UTC(2030, 0, 1, 0, minute);
    const ready = [0, 1, 2].map((index) => insert(queueId, `m${index}`, { message: { publishedAt: publishedAt(index) } }));
    const delayed = insert(queueId, 'm3', { availableAt: bench().now() + 3_600_000, message: { publishedAt: publishedAt(3) } });
    const seqs = await publish(store, [...ready, delayed]);
    const held = await claimOne(store, queueId);
    return { store, queueId, graveyard, held, seqs, publishedAt };
  }

  test('counts by state, with the age of the oldest ready message', async () => {
    const { store, queueId, publishedAt } = await mixedQueue();
    const counts = { queueId, ready: 2, unacked: 1, delayed: 1, dead: 1, deadLetters: 0, oldestAt: publishedAt(1) };
    expect(await store.countMessages([queueId])).toEqual([counts]);
  });

  test('answers the same where the newest is not needed', async () => {
    const { store, queueId, graveyard } = await mixedQueue();
    const { onReplica } = store;
    const all = { limit: 100, after: 0 };
    expect(await onReplica.countMessages([queueId])).toEqual(await store.countMessages([queueId]));
    expect(await onReplica.countMessages()).toEqual(await store.countMessages());
    expect(await onReplica.peekMessages(graveyard, all)).toEqual(await store.peekMessages(graveyard, all));
    expect(await onReplica.peekDeadLetters(queueId, all)).toEqual(await store.peekDeadLetters(queueId, all));
  });

  test('counts an unknown queue as empty when it is asked for', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    expect(await store.countMessages([queueId])).toEqual([
      { queueId, ready: 0, unacked: 0, delayed: 0, dead: 0, deadLetters: 0, oldestAt: null },
    ]);
  });

  test('counts some of many queues, each as when it is counted alone, in the order that was asked for', async () => {
    const { store, queueId, graveyard } = await mixedQueue();
    const [other, empty] = [bench().nextQueueId(), bench().nextQueueId()];
    await publish(store, [insert([queueId, other], 'shared'), insert(other, 'passing', { durable: false })]);
    for (const reads of [store, store.onReplica]) {
      const alone = await Promise.all([other, empty, queueId].map(async (id) => (await reads.countMessages([id]))[0]));
      expect(await reads.countMessages([other, empty, queueId])).toEqual(alone);
      expect(alone.map((one) => one?.ready)).toEqual([2, 0, 3]);
      expect(await reads.countMessages([graveyard])).toMatchObject([{ queueId: graveyard, ready: 1, deadLetters: 1, dead: 0 }]);
      expect(await reads.countMessages([])).toEqual([]);
    }
  });

  test('counts the queues that have messages when none are named', async () => {
    const { store, queueId, graveyard } = await mixedQueue();
    const emptied = bench().nextQueueId();
    await publish(store, [insert(emptied, 'a')]);
    await ack(store, await claim(store, emptied));
    const counts = await store.countMessages();
    expect(counts.map((each) => each.queueId).sort((a, b) => a - b)).toEqual([queueId, graveyard].sort((a, b) => a - b));
    expect(counts.find((each) => each.queueId === queueId)).toMatchObject({ ready: 2, unacked: 1, delayed: 1, dead: 1 });
  });

  test('peeks in order of seq whatever the state and priority', async () => {
    const { store, queueId, held, seqs } = await mixedQueue();
    const [urgent] = await publish(store, [insert(queueId, 'urgent', { priority: 9 })]);
    const peeked = await store.peekMessages(queueId, { limit: 100, after: 0 });
    expect(bodiesOf(peeked)).toEqual(['m0', 'm1', 'm2', 'm3', 'urgent']);
    expect(peeked.map(({ seq }) => seq)).toEqual([...seqs, urgent]);
    expect(peeked.map(({ state }) => state)).toEqual(['unacked', 'ready', 'ready', 'delayed', 'ready']);
    expect(peeked[4]).toMatchObject({ priority: 9, attempts: 0, redelivered: false, availableAt: null, expiresAt: null });
    expect(held.seq).toBe(seqs[0]);
  });

  test('peeks one state', async () => {
    const { store, queueId } = await mixedQueue();
    expect(await peekBodies(store, queueId, 'ready')).toEqual(['m1', 'm2']);
    expect(await peekBodies(store, queueId, 'unacked')).toEqual(['m0']);
    expect(await peekBodies(store, queueId, 'delayed')).toEqual(['m3']);
  });

  test('peeks page by page', async () => {
    const { store, queueId } = await mixedQueue();
    const first = await store.peekMessages(queueId, { limit: 3, after: 0 });
    const second = await store.peekMessages(queueId, { limit: 3, after: first[2]!.seq });
    const third = await store.peekMessages(queueId, { limit: 3, after: second[0]!.seq });
    expect([first, second, third].map(bodiesOf)).toEqual([['m0', 'm1', 'm2'], ['m3'], []]);
  });

  test('peeks what a message carries with it', async () => {
    const { store } = await bench().openStore();
    const [queueId, origin] = [bench().nextQueueId(), bench().nextQueueId()];
    const [availableAt, expiresAt] = [bench().now() + 60_000, bench().now() + 90_000];
    await publish(store, [insert(queueId, 'a', { availableAt, expiresAt, deadFrom: origin, durable: false })]);
    await publish(store, [insert(queueId, 'b')]);
    await transact(store, { settlements: [retried(await claimOne(store, queueId))] });
    const peeked = await store.peekMessages(queueId, { limit: 100, after: 0 });
    expect(peeked).toMatchObject([
      { availableAt, expiresAt, deadFrom: origin, attempts: 0, redelivered: false },
      { availableAt: null, expiresAt: null, deadFrom: null, attempts: 1, redelivered: true },
    ]);
  });

  test('counting and peeking change nothing', async () => {
    const { store, queueId } = await mixedQueue();
    const before = await store.peekMessages(queueId, { limit: 100, after: 0 });
    await store.countMessages();
    expect(await store.peekMessages(queueId, { limit: 100, after: 0 })).toEqual(before);
    expect((await claim(store, queueId)).map(({ run, body }) => [body, run.attempts, run.redelivered])).toEqual([
      ['m1', 0, false],
      ['m2', 0, false],
    ]);
  });

  test('purge removes ready and delayed messages and leaves the held ones', async () => {
    const { store, queueId, held } = await mixedQueue();
    const other = bench().nextQueueId();
    await publish(store, [insert([queueId, other], 'shared')]);
    expect(await store.purgeQueue(queueId)).toBe(4);
    expect(await peekBodies(store, queueId)).toEqual(['m0']);
    expect(await peekBodies(store, other)).toEqual(['shared']);
    await ack(store, [held]);
    expect(await store.purgeQueue(queueId)).toBe(0);
  });

  test('a queue that is forgotten has no messages, held ones neither', async () => {
    const { store, queueId, graveyard, held } = await mixedQueue();
    await store.forgetQueue(queueId);
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 0, unacked: 0, delayed: 0 });
    expect(await transact(store, { settlements: [deadLettered(held, graveyard)] })).toMatchObject({
      settlements: ['lease_lost'],
    });
    expect(await peekBodies(store, graveyard)).toEqual(['m4']);
  });

  test('maintenance loses nothing and changes no order', async () => {
    const { store, queueId } = await mixedQueue();
    for (const body of ['m5', 'm6', 'm7']) await publish(store, [insert(queueId, body)]);
    await store.maintain();
    expect(await peekBodies(store, queueId)).toEqual(['m0', 'm1', 'm2', 'm3', 'm5', 'm6', 'm7']);
    expect(bodiesOf(await claim(store, queueId))).toEqual(['m1', 'm2', 'm5', 'm6', 'm7']);
  });

  test('tells who has leased a message, until that ends', async () => {
    const { store, owner } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(store, [insert(queueId, 'm0'), insert(queueId, 'm1'), insert(queueId, 'm2')]);
    await claim(store, queueId, { count: 1 });
    const endsAt = bench().now() + bench().leaseMs;
    const [received] = await claim(store, queueId, { count: 1, leaseMs: bench().leaseMs });
    const receiver = received!.lease.owner;
    const peeked = await store.peekMessages(queueId, { limit: 10, after: 0 });
    expect(peeked.map((one) => one.owner)).toEqual([owner, receiver, null]);
    expect(await store.findLeaseOwner(owner)).toMatchObject({ kind: 'broker', name: expect.any(String) as string });
    const found = await store.findLeaseOwner(receiver);
    expect(found).toMatchObject({ kind: 'receiver' });
    expect(Math.abs(found!.endsAt - endsAt)).toBeLessThan(2_000);
    expect(await store.findLeaseOwner(1)).toBeNull();
  });
}
