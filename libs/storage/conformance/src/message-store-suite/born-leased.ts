import { expect, test } from 'vitest';
import { ack, bodiesOf, claim, countsOf, deliveriesOf, peekBodies, publish } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { HandoffRecorder } from './handoff-recorder.js';

const five = ['m0', 'm1', 'm2', 'm3', 'm4'];

export function bornLeased(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  test('delivers from memory what credit was reserved for, in order, leased to this broker', async () => {
    const handoff = new HandoffRecorder();
    const { store, owner } = await bench().openStore(handoff);
    const queueId = bench().nextQueueId();
    handoff.credit.set(queueId, 100);
    const seqs = await publish(
      store,
      five.map((body) => insert(queueId, body)),
    );
    await handoff.until(({ reserved }) => reserved <= 0);
    const deliveries = deliveriesOf(handoff.delivered);
    expect(bodiesOf(deliveries)).toEqual(five);
    expect(deliveries.map(({ seq }) => seq)).toEqual(seqs);
    expect(deliveries.map(({ run }) => run.owner)).toEqual(five.map(() => owner));
    expect(deliveries[0]?.run).toMatchObject({ queueId, attempts: 0, redelivered: false, durable: true, deadFrom: null });
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 0, unacked: 5 });
    expect(handoff.credit.get(queueId)).toBe(95);
  });

  test('acknowledges a message that was delivered from memory', async () => {
    const handoff = new HandoffRecorder();
    const { store } = await bench().openStore(handoff);
    const queueId = bench().nextQueueId();
    handoff.credit.set(queueId, 100);
    await publish(
      store,
      five.map((body) => insert(queueId, body)),
    );
    await handoff.until(({ reserved }) => reserved <= 0);
    await ack(store, deliveriesOf(handoff.delivered).slice(1, 4));
    expect(await peekBodies(store, queueId, 'unacked')).toEqual(['m0', 'm4']);
  });

  test('leases the first ones when there is credit for some only, the rest is ready', async () => {
    const handoff = new HandoffRecorder();
    const { store } = await bench().openStore(handoff);
    const queueId = bench().nextQueueId();
    handoff.credit.set(queueId, 2);
    await publish(
      store,
      five.map((body) => insert(queueId, body)),
    );
    await handoff.until(({ reserved, woken }) => reserved <= 0 && woken.includes(queueId));
    expect(bodiesOf(deliveriesOf(handoff.delivered))).toEqual(['m0', 'm1']);
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 3, unacked: 2 });
    expect(bodiesOf(await claim(store, queueId))).toEqual(['m2', 'm3', 'm4']);
  });

  test('delivers what expires at once to whoever waits for it', async () => {
    const handoff = new HandoffRecorder();
    const { store } = await bench().openStore(handoff);
    const queueId = bench().nextQueueId();
    handoff.credit.set(queueId, 100);
    await publish(store, [insert(queueId, 'a', { expiresAt: bench().now() })]);
    await handoff.until(({ reserved }) => reserved <= 0);
    expect(bodiesOf(deliveriesOf(handoff.delivered))).toEqual(['a']);
  });

  test('reserves in each queue of a message for itself', async () => {
    const handoff = new HandoffRecorder();
    const { store } = await bench().openStore(handoff);
    const [eager, idle] = [bench().nextQueueId(), bench().nextQueueId()];
    handoff.credit.set(eager, 1);
    await publish(store, [insert([eager, idle], 'a')]);
    await handoff.until(({ reserved, woken }) => reserved <= 0 && woken.includes(idle));
    expect(handoff.delivered).toMatchObject([{ queueId: eager }]);
    expect(await countsOf(store, eager)).toMatchObject({ ready: 0, unacked: 1 });
    expect(await countsOf(store, idle)).toMatchObject({ ready: 1, unacked: 0 });
  });

  test('leaves a delayed message to wait whatever the credit', async () => {
    const handoff = new HandoffRecorder();
    const { store } = await bench().openStore(handoff);
    const queueId = bench().nextQueueId();
    handoff.credit.set(queueId, 5);
    await publish(store, [insert(queueId, 'later', { availableAt: bench().now() + 60_000 })]);
    await store.flush();
    expect(handoff.delivered).toEqual([]);
    expect(handoff.reserved).toBe(0);
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 0, unacked: 0, delayed: 1 });
  });

  test('wakes this broker for messages without credit', async () => {
    const handoff = new HandoffRecorder();
    const { store } = await bench().openStore(handoff);
    const queueId = bench().nextQueueId();
    await publish(store, [insert(queueId, 'a')]);
    await handoff.until(({ woken }) => woken.includes(queueId));
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 1 });
  });

  test('wakes another broker that found the queue empty', async () => {
    const idle = new HandoffRecorder();
    const other = await bench().openStore(idle);
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    expect(await claim(other.store, queueId)).toEqual([]);
    await bench().hintsArrived();
    await publish(store, [insert(queueId, 'a')]);
    await idle.until(({ woken }) => woken.includes(queueId));
    expect(bodiesOf(await claim(other.store, queueId))).toEqual(['a']);
  });
}
