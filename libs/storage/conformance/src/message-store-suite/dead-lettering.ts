import { expect, test } from 'vitest';
import { ack, claim, claimOne, countsOf, peekBodies, publish, transact } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { attemptOf, deadLettered, retried, returned } from './settlements.js';

const three = ['m0', 'm1', 'm2'];

export function deadLettering(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  async function threeInQueue() {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const seqs = await publish(
      store,
      three.map((body) => insert(queueId, body)),
    );
    return { store, queueId, seqs };
  }

  test('a dead letter leaves its queue and its copy arrives, counted as dead of the origin', async () => {
    const { store, queueId, seqs } = await threeInQueue();
    const graveyard = bench().nextQueueId();
    const first = await claimOne(store, queueId);
    const { settlements } = await transact(store, { settlements: [deadLettered(first, graveyard)] });
    expect(settlements).toEqual(['settled']);
    expect(await peekBodies(store, queueId)).toEqual(['m1', 'm2']);
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 2, unacked: 0, dead: 1 });
    expect(await countsOf(store, graveyard)).toMatchObject({ ready: 1, deadLetters: 1 });
    const copy = await claimOne(store, graveyard);
    expect(copy).toMatchObject({ body: 'm0', message: { id: seqs[0] }, run: { deadFrom: queueId, attempts: 0 } });
    expect(copy.seq).toBeGreaterThan(seqs[2]!);
    await ack(store, [copy]);
    expect(await countsOf(store, queueId)).toMatchObject({ dead: 0 });
  });

  test('a dead letter that nobody wants is gone and its attempt is known', async () => {
    const { store, queueId, seqs } = await threeInQueue();
    const first = await claimOne(store, queueId);
    await transact(store, { settlements: [deadLettered(first, null)] });
    expect(await peekBodies(store, queueId)).toEqual(['m1', 'm2']);
    expect(await store.listAttempts(seqs[0]!)).toEqual([attemptOf(first, 'reject')]);
  });

  test('settlements under a lost lease change nothing, the others of the transaction stand', async () => {
    const { store, queueId, seqs } = await threeInQueue();
    const graveyard = bench().nextQueueId();
    const [first, second, third] = await claim(store, queueId);
    await ack(store, [first!, second!]);
    const settlements = [deadLettered(first!, graveyard), retried(second!), returned(third!)];
    const result = await transact(store, { settlements, inserts: [insert(queueId, 'm3')] });
    expect(result.settlements).toEqual(['lease_lost', 'lease_lost', 'settled']);
    expect(await peekBodies(store, queueId)).toEqual(['m2', 'm3']);
    expect(await peekBodies(store, graveyard)).toEqual([]);
    expect([await store.listAttempts(seqs[0]!), await store.listAttempts(seqs[1]!)]).toEqual([[], []]);
  });

  test('of two settlements of one delivery at once only one stands', async () => {
    const { store, queueId } = await threeInQueue();
    const other = await bench().openStore();
    const graveyard = bench().nextQueueId();
    const first = await claimOne(store, queueId);
    const results = await Promise.all(
      [store, other.store].map((each) => transact(each, { settlements: [deadLettered(first, graveyard)] })),
    );
    expect(results.flatMap(({ settlements }) => settlements).sort()).toEqual(['lease_lost', 'settled']);
    expect(await peekBodies(store, graveyard)).toEqual(['m0']);
  });

  test('lists attempts oldest first', async () => {
    const { store, queueId, seqs } = await threeInQueue();
    const first = await claimOne(store, queueId);
    await transact(store, { settlements: [retried(first)] });
    const second = await claimOne(store, queueId);
    await transact(store, { settlements: [deadLettered(second, null)] });
    const attempts = await store.listAttempts(seqs[0]!);
    expect(attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, 'retry'],
      [2, 'reject'],
    ]);
    expect(await store.listAttempts(seqs[1]!)).toEqual([]);
  });
}
