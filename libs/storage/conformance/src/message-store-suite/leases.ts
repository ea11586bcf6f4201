import { expect, test } from 'vitest';
import { ack, bodiesOf, claim, claimOne, countsOf, peekBodies, publish, transact } from './actions.js';
import { benchForEachTest, outliveLease, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { acked, retried } from './settlements.js';

export function leases(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  async function twoInQueue() {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const seqs = await publish(store, [insert(queueId, 'a'), insert(queueId, 'b')]);
    return { store, queueId, seqs };
  }

  test('queues in which messages are ready are found among others', async () => {
    const { store, queueId: ready } = await twoInQueue();
    const { queueId: leased } = await twoInQueue();
    const [urgent, delayed, expired, empty] = [1, 2, 3, 4].map(() => bench().nextQueueId());
    await claim(store, leased);
    await publish(store, [
      insert(urgent!, 'm', { priority: 5 }),
      insert(delayed!, 'm', { availableAt: bench().now() + 3_600_000 }),
      insert(expired!, 'm', { expiresAt: bench().now() + 1 }),
    ]);
    await bench().advance(2);
    const asked = [empty!, ready, leased, delayed!, urgent!, expired!];
    const found = async () => [...(await store.findReady(asked))].sort((one, other) => one - other);
    expect(await found()).toEqual([ready, urgent!].sort((one, other) => one - other));
    await claim(store, ready);
    expect(await found()).toEqual([urgent]);
    expect(await store.findReady([])).toEqual([]);
  });

  test('close gives leases back without burning an attempt', async () => {
    const { store, queueId, seqs } = await twoInQueue();
    await claim(store, queueId, { count: 1 });
    const other = await bench().openStore();
    await store.close();
    const claimed = await claim(other.store, queueId);
    expect(bodiesOf(claimed)).toEqual(['a', 'b']);
    expect(claimed.map(({ run }) => [run.attempts, run.redelivered])).toEqual([
      [0, true],
      [0, false],
    ]);
    expect(await other.store.listAttempts(seqs[0]!)).toEqual([]);
  });

  test('close leaves the leases of others alone', async () => {
    const { store, queueId } = await twoInQueue();
    const other = await bench().openStore();
    const held = await claimOne(other.store, queueId);
    await claim(store, queueId, { leaseMs: 3_600_000 });
    await store.close();
    expect(await countsOf(other.store, queueId)).toMatchObject({ ready: 0, unacked: 2 });
    await ack(other.store, [held]);
    expect(await countsOf(other.store, queueId)).toMatchObject({ unacked: 1 });
  });

  test('a lease that ends gives its messages back with one more attempt on record', async () => {
    const { store, queueId, seqs } = await twoInQueue();
    const [held] = await claim(store, queueId, { leaseMs: bench().leaseMs * 0.3, count: 1 });
    await bench().advance(bench().leaseMs * 0.5);
    await store.heartbeat();
    expect(await store.reclaimMessages()).toEqual([queueId]);
    const again = await claim(store, queueId);
    expect(bodiesOf(again)).toEqual(['a', 'b']);
    expect(again.map(({ run }) => [run.attempts, run.redelivered])).toEqual([
      [1, true],
      [0, false],
    ]);
    const [attempt, ...others] = await store.listAttempts(seqs[0]!);
    expect(attempt).toMatchObject({ messageId: seqs[0], queueId, number: 1, outcome: 'lease_lost', error: null });
    expect(attempt!.endedAt).toBeGreaterThanOrEqual(attempt!.startedAt);
    expect(others).toEqual([]);
    expect(await transact(store, { settlements: [acked(held!)] })).toMatchObject({ settlements: ['lease_lost'] });
  });

  test('reclaims every message of a run, and records an attempt for each', async () => {
    const { store, queueId, seqs } = await twoInQueue();
    await claim(store, queueId, { leaseMs: bench().leaseMs * 0.3 });
    await bench().advance(bench().leaseMs * 0.5);
    await store.heartbeat();
    await store.reclaimMessages();
    expect((await claim(store, queueId)).map(({ body, run }) => [body, run.attempts])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    for (const seq of seqs) expect(await store.listAttempts(seq)).toMatchObject([{ messageId: seq, number: 1 }]);
  });

  test('reclaims nothing from leases that hold', async () => {
    const { store, queueId } = await twoInQueue();
    await claim(store, queueId, { leaseMs: bench().leaseMs * 0.8, count: 1 });
    await claim(store, queueId, { count: 1 });
    await bench().advance(bench().leaseMs * 0.5);
    await store.heartbeat();
    expect(await store.reclaimMessages()).toEqual([]);
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 0, unacked: 2 });
  });

  test('an extended lease holds longer', async () => {
    const { store, queueId } = await twoInQueue();
    const [held] = await claim(store, queueId, { leaseMs: bench().leaseMs * 0.3, count: 1 });
    expect(await store.extendLease(held!.lease.owner, bench().now() + bench().leaseMs * 0.8)).toBe(true);
    await bench().advance(bench().leaseMs * 0.5);
    await store.heartbeat();
    expect(await store.reclaimMessages()).toEqual([]);
    expect(await transact(store, { settlements: [acked(held!)] })).toMatchObject({ settlements: ['settled'] });
  });

  test('a lease that is over cannot be extended, reclaimed or not', async () => {
    const { store, queueId } = await twoInQueue();
    const [held] = await claim(store, queueId, { leaseMs: bench().leaseMs * 0.3 });
    const { owner } = held!.lease;
    await bench().advance(bench().leaseMs * 0.5);
    await store.heartbeat();
    expect(await store.extendLease(owner, bench().now() + 3_600_000)).toBe(false);
    await store.reclaimMessages();
    expect(await store.extendLease(owner, bench().now() + 3_600_000)).toBe(false);
  });

  test('reads a leased message with its run, or null when the lease is lost', async () => {
    const { store, queueId } = await twoInQueue();
    const [first, second] = await claim(store, queueId, { leaseMs: bench().leaseMs * 0.3 });
    const other = await bench().openStore();
    const deliveries = [second!, first!].map(({ lease, seq }) => ({ lease, seq }));
    const alone = [second!, first!].map(({ run, seq, message }) => ({ ...run, messages: [{ seq, message }] }));
    expect(await other.store.readLeased(deliveries)).toEqual(alone);
    await ack(store, [first!]);
    expect(await other.store.readLeased(deliveries)).toEqual([alone[0], null]);
    await bench().advance(bench().leaseMs * 0.5);
    await store.heartbeat();
    await store.reclaimMessages();
    expect(await store.readLeased(deliveries)).toEqual([null, null]);
  });

  test('what was read of a lease is enough to settle it', async () => {
    const { store, queueId } = await twoInQueue();
    const [{ lease, seq }] = (await claim(store, queueId)) as [Awaited<ReturnType<typeof claimOne>>];
    const [run] = await store.readLeased([{ lease, seq }]);
    const { message } = run!.messages[0]!;
    const result = await transact(store, { settlements: [retried({ lease, seq, run: run!, message, body: '' })] });
    expect(result.settlements).toEqual(['settled']);
    expect((await claimOne(store, queueId)).run).toMatchObject({ attempts: 1, redelivered: true });
  });

  test('messages of a broker that was killed come back to the others', async () => {
    const dying = await bench().openStore();
    const { store, queueId } = await twoInQueue();
    await claim(dying.store, queueId, { count: 1 });
    await dying.kill();
    await outliveLease(bench(), [store]);
    expect(await store.reclaimMessages()).toEqual([queueId]);
    expect((await claim(store, queueId)).map(({ body, run }) => [body, run.attempts])).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
  });

  test('what was confirmed before a kill is there, what was in flight is whole or absent', async () => {
    const dying = await bench().openStore();
    const { store } = await bench().openStore();
    const queueIds = [bench().nextQueueId(), bench().nextQueueId()];
    await publish(dying.store, [insert(queueIds, 'confirmed')]);
    for (let index = 0; index < 20; index++) {
      dying.store.insertMessage({ ...insert(queueIds, `${index}`), lane: 0, settled: () => undefined });
    }
    await dying.kill();
    const [left, right] = [await peekBodies(store, queueIds[0]!), await peekBodies(store, queueIds[1]!)];
    expect(left[0]).toBe('confirmed');
    expect(right.slice(0, left.length)).toEqual(left);
  });
}
