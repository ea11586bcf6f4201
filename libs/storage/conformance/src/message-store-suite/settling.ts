import { expect, test } from 'vitest';
import { ack, bodiesOf, claim, claimOne, countsOf, peekBodies, plenty, publish, transact } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { acked, attemptOf, retried, returned } from './settlements.js';

const three = ['m0', 'm1', 'm2'];

export function settling(setup: BenchSetup): void {
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

  test('ack removes the message and no other', async () => {
    const { store, queueId } = await threeInQueue();
    const claimed = await claim(store, queueId);
    await ack(store, claimed.slice(1, 2));
    expect(await peekBodies(store, queueId)).toEqual(['m0', 'm2']);
    await ack(store, claimed);
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 0, unacked: 0 });
  });

  test('ack under a lease that is not held changes nothing', async () => {
    const { store, queueId } = await threeInQueue();
    const [first] = await claim(store, queueId, { count: 2 });
    const lease = { ...first!.lease, owner: first!.lease.owner + 1 };
    await ack(store, [{ lease, seq: first!.seq }]);
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 1, unacked: 2 });
  });

  test('ack in a transaction tells whether the lease was held', async () => {
    const { store, queueId } = await threeInQueue();
    const first = await claimOne(store, queueId);
    const once = await transact(store, { settlements: [acked(first)] });
    const twice = await transact(store, { settlements: [acked(first)] });
    expect([once.settlements, twice.settlements]).toEqual([['settled'], ['lease_lost']]);
    expect(await peekBodies(store, queueId)).toEqual(['m1', 'm2']);
  });

  test('a returned message is claimed again in its old place', async () => {
    const { store, queueId } = await threeInQueue();
    const [, middle] = await claim(store, queueId, { count: 2 });
    const { settlements } = await transact(store, { settlements: [returned(middle!)] });
    expect(settlements).toEqual(['settled']);
    const again = await claim(store, queueId);
    expect(bodiesOf(again)).toEqual(['m1', 'm2']);
    expect(again.map(({ run }) => [run.attempts, run.redelivered])).toEqual([
      [0, true],
      [0, false],
    ]);
  });

  test('a message returned while the rest of its run is held is a delivery of its own', async () => {
    const { store, queueId } = await threeInQueue();
    const [first, ...others] = await claim(store, queueId);
    await transact(store, { settlements: [returned(first!)] });
    const again = await claimOne(store, queueId);
    expect(again.seq).toBe(first!.seq);
    await ack(store, others);
    expect(await peekBodies(store, queueId, 'unacked')).toEqual(['m0']);
    await ack(store, [again]);
    expect(await peekBodies(store, queueId)).toEqual([]);
  });

  test('an ack by a delivery before the last one changes nothing', async () => {
    const { store, queueId } = await threeInQueue();
    const [, second] = await claim(store, queueId);
    await transact(store, { settlements: [returned(second!)] });
    const again = await claimOne(store, queueId);
    await ack(store, [second!]);
    expect(await peekBodies(store, queueId, 'unacked')).toEqual(three);
    await ack(store, [again]);
    expect(await peekBodies(store, queueId, 'unacked')).toEqual(['m0', 'm2']);
  });

  test('each message is claimed with its own attempts', async () => {
    const { store, queueId } = await threeInQueue();
    const settlements = (await claim(store, queueId)).map((each, index) => returned(each, { attempts: index }));
    await transact(store, { settlements });
    expect((await claim(store, queueId)).map(({ body, run }) => [body, run.attempts])).toEqual([
      ['m0', 0],
      ['m1', 1],
      ['m2', 2],
    ]);
  });

  test('a return keeps priority, durability and expiry, and sets attempts as told', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const expiresAt = bench().now() + 3_600_000;
    await publish(store, [insert(queueId, 'a', { priority: 3, durable: false, expiresAt, deadFrom: bench().nextQueueId() })]);
    const before = await claimOne(store, queueId);
    await transact(store, { settlements: [returned(before, { attempts: 7, redelivered: false })] });
    const { messages: _messages, runId: _runId, ...kept } = before.run;
    expect((await claimOne(store, queueId)).run).toMatchObject({ ...kept, attempts: 7, redelivered: false });
  });

  test('a retry with backoff waits, then comes with its attempts', async () => {
    const { store, queueId, seqs } = await threeInQueue();
    const first = await claimOne(store, queueId);
    const availableAt = bench().now() + bench().leaseMs * 0.4;
    await transact(store, { settlements: [retried(first, availableAt)] });
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 2, unacked: 0, delayed: 1 });
    await bench().advance(bench().leaseMs * 0.5);
    expect((await store.releaseDueMessages(100)).queueIds).toEqual([queueId]);
    expect((await claimOne(store, queueId)).run).toMatchObject({ attempts: 1, redelivered: true });
    expect(await store.listAttempts(seqs[0]!)).toEqual([attemptOf(first, 'retry')]);
  });

  test('settles what another store claimed, by its lease', async () => {
    const { store, queueId } = await threeInQueue();
    const other = await bench().openStore();
    await ack(other.store, await claim(store, queueId, { count: 2 }));
    expect(await peekBodies(store, queueId)).toEqual(['m2']);
    expect(await store.claimMessages(queueId, plenty)).toMatchObject({ more: false });
  });
}
