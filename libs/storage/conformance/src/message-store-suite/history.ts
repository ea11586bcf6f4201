import { expect, test } from 'vitest';
import { historyKeptMs, type KeptDepth, type QueueId, type Resolution } from '@howdah/core';
import { benchForEachTest, type BenchSetup } from './bench.js';

export function history(setup: BenchSetup): void {
  const bench = benchForEachTest(setup);

  /** A whole minute of a moment ago. */
  const minute = (): number => Math.floor(bench().now() / 60_000) * 60_000 - 120_000;
  const rates = (at: number, queues: readonly (readonly [QueueId, number, number])[], resolution: Resolution = 1) => ({
    ...{ resolution, at, queues: new Map(queues.map(([id, moved, out]) => [id, { in: moved, out }])) },
  });
  const depth = (ready: number): KeptDepth => ({ ready, unacked: 1, delayed: 2, dead: 3 });
  const depths = (at: number, total: number, queues: readonly (readonly [QueueId, number])[], resolution: Resolution = 1) => ({
    ...{ resolution, at, total: depth(total), queues: new Map(queues.map(([id, ready]) => [id, depth(ready)])) },
  });

  test('adds up what brokers moved, by queue and in all; what nobody kept is a gap, and what nobody moved is zero', async () => {
    const [one, other] = [await bench().openStore(), await bench().openStore()];
    const [queueId, another] = [bench().nextQueueId(), bench().nextQueueId()];
    const at = minute();
    await one.store.keepRates(one.owner, [
      rates(at, [[queueId, 5, 4]]),
      rates(at + 1_000, []),
      rates(at + 3_000, [[another, 1, 1]]),
    ]);
    await other.store.keepRates(other.owner, [
      rates(at, [
        [queueId, 10, 0],
        [another, 2, 2],
      ]),
    ]);
    const range = { resolution: 1, from: at, to: at + 60_000 } as const;
    const read = async (id: QueueId | null) =>
      (await one.store.readHistory({ ...range, queueId: id })).map((point) => [point.at - at, point.in, point.out]);
    expect(await read(queueId)).toEqual([
      [0, 15, 4],
      [1_000, 0, 0],
      [3_000, 0, 0],
    ]);
    expect(await read(null)).toEqual([
      [0, 17, 6],
      [1_000, 0, 0],
      [3_000, 1, 1],
    ]);
    expect(await one.store.readHistory({ ...range, from: at + 1_000, to: at + 3_000, queueId: null })).toHaveLength(1);
  });

  test('keeping a stretch again replaces it', async () => {
    const { store, owner } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const at = minute();
    await store.keepRates(owner, [rates(at, [[queueId, 5, 4]])]);
    await store.keepRates(owner, [rates(at, [[queueId, 6, 6]])]);
    const points = await store.readHistory({ resolution: 1, from: at, to: at + 1_000, queueId: null });
    expect(points).toMatchObject([{ in: 6, out: 6 }]);
  });

  test('one of the brokers that live counts for all', async () => {
    const brokers = [await bench().openStore(), await bench().openStore(), await bench().openStore()];
    const counts = await Promise.all(brokers.map(({ store, owner }) => store.keepRates(owner, [rates(minute(), [])])));
    expect(counts.filter(Boolean)).toHaveLength(1);
  });

  test('tells depths, of a queue that did not change what it was last, and nothing where nobody counted', async () => {
    const { store, owner } = await bench().openStore();
    const [queueId, silent] = [bench().nextQueueId(), bench().nextQueueId()];
    const at = minute();
    await store.keepRates(
      owner,
      [0, 1, 2, 3, 4].map((second) => rates(at + second * 1_000, [])),
    );
    await store.keepDepths([
      ...[depths(at, 7, [[queueId, 7]]), depths(at + 1_000, 9, [[queueId, 9]]), depths(at + 2_000, 9, [])],
      ...[depths(at + 2_000, 999, [[queueId, 999]]), depths(at + 4_000, 0, [])],
    ]);
    const readyOf = async (id: QueueId | null, from = at) =>
      (await store.readHistory({ resolution: 1, from, to: at + 60_000, queueId: id })).map((point) => point.depth?.ready ?? null);
    expect(await readyOf(queueId)).toEqual([7, 9, 9, null, 9]);
    expect(await readyOf(queueId, at + 2_000)).toEqual([9, null, 9]);
    expect(await readyOf(null)).toEqual([7, 9, 9, null, 0]);
    expect(await readyOf(silent)).toEqual([0, 0, 0, null, 0]);
  });

  test('keeps each resolution for its own time', async () => {
    const { store, owner } = await bench().openStore();
    const queueId = bench().nextQueueId();
    const old = minute() - historyKeptMs[1];
    await store.keepRates(owner, [rates(old, [[queueId, 1, 1]], 1), rates(old, [[queueId, 1, 1]], 60)]);
    await store.keepDepths([depths(old, 1, [], 1), depths(old, 1, [], 60)]);
    await store.maintain();
    const read = (resolution: Resolution) => store.readHistory({ resolution, from: old, to: bench().now(), queueId: null });
    expect(await read(1)).toEqual([]);
    expect(await read(60)).toMatchObject([{ in: 1, out: 1, depth: depth(1) }]);
  });
}
