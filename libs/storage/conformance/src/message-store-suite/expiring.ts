import { expect, test } from 'vitest';
import { ack, bodiesOf, claim, claimOne, countsOf, deliveriesOf, peekBodies, publish, transact } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { deadLettered } from './settlements.js';

export function expiring(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);
  const soon = (): number => bench().now() + bench().leaseMs * 0.4;
  const pass = (): Promise<void> => bench().advance(bench().leaseMs * 0.5);

  test('drops expired messages and counts them', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const expiresAt = soon();
    await publish(
      store,
      ['a', 'b', 'c'].map((body) => insert(queueId, body, { expiresAt })),
    );
    await publish(store, [insert(queueId, 'stays'), insert(queueId, 'later', { expiresAt: expiresAt + 3_600_000 })]);
    expect(await store.expireMessages(100, [])).toMatchObject({ dropped: 0, leased: [] });
    await pass();
    expect(await store.expireMessages(100, [])).toMatchObject({ dropped: 3, leased: [] });
    expect(await peekBodies(store, queueId)).toEqual(['stays', 'later']);
  });

  test('leases the expired messages of queues that keep them, ready to be dead-lettered', async () => {
    const { store, owner } = await bench().openStore();
    const [keeping, dropping, graveyard] = [bench().nextQueueId(), bench().nextQueueId(), bench().nextQueueId()];
    const expiresAt = soon();
    await publish(store, [insert([keeping, dropping], 'a', { expiresAt }), insert(keeping, 'b', { expiresAt })]);
    await pass();
    const { dropped, leased } = await store.expireMessages(100, [keeping]);
    expect(dropped).toBe(1);
    const deliveries = deliveriesOf(leased);
    expect(bodiesOf(deliveries)).toEqual(['a', 'b']);
    expect(deliveries[0]?.run).toMatchObject({ queueId: keeping, owner, attempts: 0, redelivered: false });
    expect(await countsOf(store, keeping)).toMatchObject({ ready: 0, unacked: 2 });
    await transact(store, { settlements: deliveries.map((delivery) => deadLettered(delivery, graveyard)) });
    expect(await peekBodies(store, graveyard)).toEqual(['a', 'b']);
    expect(await countsOf(store, keeping)).toMatchObject({ ready: 0, unacked: 0, dead: 2 });
  });

  test('leaves a message alone that somebody holds, and expires it when it comes back', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(store, [insert(queueId, 'a', { expiresAt: soon() })]);
    await claimOne(store, queueId);
    await pass();
    expect(await store.expireMessages(100, [])).toMatchObject({ dropped: 0, leased: [] });
    expect(await peekBodies(store, queueId)).toEqual(['a']);
    const other = await bench().openStore();
    await store.close();
    expect(await claim(other.store, queueId)).toEqual([]);
    expect(await other.store.expireMessages(100, [])).toMatchObject({ dropped: 1, leased: [] });
  });

  test('acknowledges a held message after its expiry', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(store, [insert(queueId, 'a', { expiresAt: soon() })]);
    const held = await claimOne(store, queueId);
    await pass();
    await ack(store, [held]);
    expect(await peekBodies(store, queueId)).toEqual([]);
  });

  test('expires a message that still waits for its time', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(store, [insert(queueId, 'a', { expiresAt: soon(), availableAt: bench().now() + 3_600_000 })]);
    await pass();
    expect(await store.expireMessages(100, [])).toMatchObject({ dropped: 1, leased: [] });
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 0, delayed: 0 });
  });

  test('expires one copy of a message in several queues at a time', async () => {
    const { store } = await bench().openStore();
    const [short, long] = [bench().nextQueueId(), bench().nextQueueId()];
    const { message, placements } = insert([short, long], 'a');
    await publish(store, [
      {
        message,
        durable: true,
        placements: placements.map((each) => ({ ...each, expiresAt: each.queueId === short ? soon() : null })),
      },
    ]);
    await pass();
    await store.expireMessages(100, []);
    expect([await peekBodies(store, short), await peekBodies(store, long)]).toEqual([[], ['a']]);
  });

  test('releases what is due, earliest first, and tells when the next one is', async () => {
    const { store } = await bench().openStore();
    const [early, late, far] = [bench().nextQueueId(), bench().nextQueueId(), bench().nextQueueId()];
    const step = bench().leaseMs * 0.1;
    await publish(store, [insert(far, 'far', { availableAt: bench().now() + 3_600_000 })]);
    await publish(store, [insert(late, 'late', { availableAt: bench().now() + 3 * step })]);
    await publish(store, [insert(early, 'early', { availableAt: bench().now() + 2 * step })]);
    const before = await store.releaseDueMessages(100);
    expect(before.queueIds).toEqual([]);
    expectNear(before.nextDueAt, bench().now() + 2 * step);
    await pass();
    expect((await store.releaseDueMessages(1)).queueIds).toEqual([early]);
    expect([await countsOf(store, early), await countsOf(store, late)]).toMatchObject([
      { ready: 1, delayed: 0 },
      { ready: 0, delayed: 1 },
    ]);
    const rest = await store.releaseDueMessages(100);
    expect(rest.queueIds).toEqual([late]);
    expectNear(rest.nextDueAt, bench().now() + 3_600_000 - bench().leaseMs * 0.5);
    expect(await countsOf(store, far)).toMatchObject({ ready: 0, delayed: 1 });
  });

  test('tells that nothing is due when nothing waits', async () => {
    const { store } = await bench().openStore();
    await publish(store, [insert(bench().nextQueueId(), 'a')]);
    expect(await store.releaseDueMessages(100)).toEqual({ queueIds: [], nextDueAt: null });
  });

  test('a released message is claimed in its place, before later ones', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(store, [insert(queueId, 'delayed', { availableAt: soon() }), insert(queueId, 'ready')]);
    await pass();
    await store.releaseDueMessages(100);
    expect(bodiesOf(await claim(store, queueId))).toEqual(['delayed', 'ready']);
  });

  /** Within what a slow machine takes between two statements. */
  function expectNear(instant: number | null, expected: number): void {
    expect(Math.abs((instant ?? 0) - expected)).toBeLessThan(bench().leaseMs * 0.3);
  }
}
