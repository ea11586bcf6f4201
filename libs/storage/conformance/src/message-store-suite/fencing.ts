import { expect, test } from 'vitest';
import { ack, bodiesOf, claim, claimOne, countsOf, deliveriesOf, peekBodies, plenty, publish, transact } from './actions.js';
import { benchForEachTest, outliveLease, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { HandoffRecorder } from './handoff-recorder.js';
import { deadLettered } from './settlements.js';

export function fencing(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  /** One broker held a message, fell silent for too long, and another one reclaimed it. */
  async function fencedBroker() {
    const handoff = new HandoffRecorder();
    const silent = await bench().openStore(handoff);
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(silent.store, [insert(queueId, 'a'), insert(queueId, 'b')]);
    const held = await claimOne(silent.store, queueId);
    await outliveLease(bench(), [store]);
    expect(await store.reclaimMessages()).toEqual([queueId]);
    return { silent, handoff, store, queueId, held };
  }

  test('a broker that sends heartbeats keeps its leases', async () => {
    const { store } = await bench().openStore();
    const other = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(store, [insert(queueId, 'a')]);
    const held = await claimOne(store, queueId);
    await outliveLease(bench(), [store, other.store]);
    expect(await other.store.reclaimMessages()).toEqual([]);
    await ack(store, [held]);
    expect(await peekBodies(store, queueId)).toEqual([]);
  });

  test('an ack of a fenced broker changes nothing', async () => {
    const { silent, store, queueId, held } = await fencedBroker();
    await ack(silent.store, [held]);
    expect(await peekBodies(store, queueId)).toEqual(['a', 'b']);
    const again = await claimOne(store, queueId);
    await ack(silent.store, [held]);
    expect(await peekBodies(store, queueId, 'unacked')).toEqual(['a']);
    expect(again.run).toMatchObject({ attempts: 1, redelivered: true });
  });

  test('a fenced broker that has not heard of it claims nothing', async () => {
    const { silent, store, queueId } = await fencedBroker();
    expect((await silent.store.claimMessages(queueId, plenty)).runs).toEqual([]);
    expect(bodiesOf(await claim(store, queueId))).toEqual(['a', 'b']);
  });

  test('a dead letter of a fenced broker is neither moved nor copied', async () => {
    const { silent, store, queueId, held } = await fencedBroker();
    const graveyard = bench().nextQueueId();
    const result = await transact(silent.store, { settlements: [deadLettered(held, graveyard)] });
    expect(result.settlements).toEqual(['lease_lost']);
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 2, dead: 0 });
    expect(await peekBodies(store, graveyard)).toEqual([]);
  });

  test('a fenced broker is told by its heartbeat, once', async () => {
    const { silent, handoff } = await fencedBroker();
    await expect(silent.store.heartbeat()).rejects.toMatchObject({ name: 'BrokerError', code: 'lease_lost' });
    expect(handoff.fencedCount).toBe(1);
    await silent.store.heartbeat();
    expect(handoff.fencedCount).toBe(1);
  });

  test('a fenced broker works on under a new identity', async () => {
    const { silent, handoff, store, queueId, held } = await fencedBroker();
    await expect(silent.store.heartbeat()).rejects.toMatchObject({ code: 'lease_lost' });
    const claimed = await claim(silent.store, queueId);
    expect(bodiesOf(claimed)).toEqual(['a', 'b']);
    const owners = new Set(claimed.map(({ lease }) => lease.owner));
    expect(owners.size).toBe(1);
    expect(owners).not.toContain(held.lease.owner);
    handoff.credit.set(queueId, 1);
    await publish(silent.store, [insert(queueId, 'c')]);
    await handoff.until(({ reserved, delivered }) => reserved <= 0 && delivered.length === 1);
    await ack(silent.store, [...claimed, ...deliveriesOf(handoff.delivered)]);
    expect(await peekBodies(store, queueId)).toEqual([]);
  });

  test('publishes of a fenced broker are stored and stay within reach', async () => {
    const { silent, handoff, store, queueId } = await fencedBroker();
    handoff.credit.set(queueId, 10);
    await publish(silent.store, [insert(queueId, 'c')]);
    await store.heartbeat();
    await store.reclaimMessages();
    expect(bodiesOf(await claim(store, queueId))).toEqual(['a', 'b', 'c']);
  });

  test('a message is not held by two brokers at once', async () => {
    const { silent, store, queueId } = await fencedBroker();
    await expect(silent.store.heartbeat()).rejects.toMatchObject({ code: 'lease_lost' });
    const [left, right] = await Promise.all([claim(silent.store, queueId), claim(store, queueId)]);
    expect([...bodiesOf(left), ...bodiesOf(right)].sort()).toEqual(['a', 'b']);
  });
}
