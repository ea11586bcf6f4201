import { expect, test } from 'vitest';
import type { IdempotencyKey } from '@howdah/core';
import { claimOne, countsOf, peekBodies, publish, transact } from './actions.js';
import { benchForEachTest, type BenchSetup } from './bench.js';
import { insert } from './builders.js';
import { acked } from './settlements.js';

const hour = 3_600_000;

export function idempotency(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);
  const keyOf = (key: string, digest = 'd1', scope = 'publish'): IdempotencyKey => ({ scope, key, digest: Buffer.from(digest) });

  test('stores once and answers a repetition as the first time', async () => {
    const { store } = await bench().openStore();
    const other = await bench().openStore();
    const queueId = bench().nextQueueId();
    const order = { inserts: [insert(queueId, 'a'), insert(queueId, 'b')], idempotencyKey: keyOf('k') };
    const response = { status: 201, results: [{ routed: true }, { routed: true }], note: 'ä' };
    const first = await transact(store, { ...order, response });
    expect(first.replayed).toBeNull();
    const again = await transact(other.store, { ...order, response: { status: 500 } });
    expect(again.replayed?.response).toEqual(response);
    expect(again.replayed?.digest.toString()).toBe('d1');
    expect(again.seqs).toEqual(first.seqs);
    expect(await peekBodies(store, queueId)).toEqual(['a', 'b']);
  });

  test('settles nothing on a repetition', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await publish(store, [insert(queueId, 'a')]);
    await transact(store, { idempotencyKey: keyOf('k'), response: {} });
    const held = await claimOne(store, queueId);
    const repeated = await transact(store, { settlements: [acked(held)], idempotencyKey: keyOf('k'), response: {} });
    expect(repeated.replayed).not.toBeNull();
    expect(await countsOf(store, queueId)).toMatchObject({ unacked: 1 });
  });

  test('shows the first digest when the request differs', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    await transact(store, { inserts: [insert(queueId, 'a')], idempotencyKey: keyOf('k', 'first'), response: { n: 1 } });
    const other = await transact(store, {
      inserts: [insert(queueId, 'b')],
      idempotencyKey: keyOf('k', 'second'),
      response: { n: 2 },
    });
    expect(other.replayed?.digest).toEqual(Buffer.from('first'));
    expect(await peekBodies(store, queueId)).toEqual(['a']);
  });

  test('keeps scopes and keys apart', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const keys = [keyOf('k', 'd', 'a'), keyOf('k', 'd', 'b'), keyOf('l', 'd', 'a'), keyOf('', 'd', 'ak')];
    for (const idempotencyKey of keys) await transact(store, { inserts: [insert(queueId, 'x')], idempotencyKey, response: {} });
    expect(await countsOf(store, queueId)).toMatchObject({ ready: 4 });
  });

  test('of many at once on several brokers one stores', async () => {
    const stores = [await bench().openStore(), await bench().openStore()].map(({ store }) => store);
    const queueId = bench().nextQueueId();
    const results = await Promise.all(
      [...stores, ...stores].map((store, lane) =>
        transact(store, { lane, inserts: [insert(queueId, 'a')], idempotencyKey: keyOf('k'), response: { lane } }),
      ),
    );
    const [first, ...others] = results.filter(({ replayed }) => replayed === null);
    expect(others).toEqual([]);
    expect(results.map(({ seqs }) => seqs)).toEqual(results.map(() => first?.seqs));
    expect(await countsOf(stores[0]!, queueId)).toMatchObject({ ready: 1 });
  });

  test('keeps an answer for 24 hours', async () => {
    const { store } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const order = { inserts: [insert(queueId, 'a')], idempotencyKey: keyOf('k'), response: {} };
    await transact(store, order);
    await bench().advance(23 * hour);
    const awake = await bench().openStore();
    await awake.store.maintain();
    expect((await transact(awake.store, order)).replayed).not.toBeNull();
    await bench().advance(2 * hour);
    const later = await bench().openStore();
    await later.store.maintain();
    expect((await transact(later.store, order)).replayed).toBeNull();
    expect(await countsOf(later.store, queueId)).toMatchObject({ ready: 2 });
  });
}
