import { expect, it } from 'vitest';
import { ConsumerRemovals } from './consumer-removals.js';

/** A store whose removals end one by one, as the test says. */
function heldStore() {
  const calls: { readonly ids: readonly number[]; end(error?: Error): void }[] = [];
  const removeConsumers = (ids: readonly number[]) =>
    new Promise<readonly number[]>((resolve, reject) =>
      calls.push({ ids, end: (error) => (error === undefined ? resolve([]) : reject(error)) }),
    );
  return { calls, removals: new ConsumerRemovals({ removeConsumers }) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('removes together those that come in one turn, and those that come meanwhile', async () => {
  const { calls, removals } = heldStore();
  const first = Promise.all([1, 2].map((id) => removals.remove(id)));
  await turn();
  const second = Promise.all([3, 4].map((id) => removals.remove(id)));
  await turn();
  expect(calls.map(({ ids }) => ids)).toEqual([[1, 2]]);
  calls[0]!.end();
  await first;
  await turn();
  expect(calls.map(({ ids }) => ids)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  calls[1]!.end();
  await second;
  const third = removals.remove(5);
  await turn();
  expect(calls[2]!.ids).toEqual([5]);
  calls[2]!.end();
  await third;
});

it('removes no more than 500 in one transaction', async () => {
  const { calls, removals } = heldStore();
  const all = Promise.all(Array.from({ length: 501 }, (_, id) => removals.remove(id)));
  await turn();
  calls[0]!.end();
  await turn();
  expect(calls.map(({ ids }) => ids.length)).toEqual([500, 1]);
  calls[1]!.end();
  await all;
});

it('tells all of a transaction that failed, and goes on with the next', async () => {
  const { calls, removals } = heldStore();
  const failed = Promise.allSettled([1, 2].map((id) => removals.remove(id)));
  await turn();
  const next = removals.remove(3);
  calls[0]!.end(new Error('away'));
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await turn();
  calls[1]!.end();
  await next;
});
