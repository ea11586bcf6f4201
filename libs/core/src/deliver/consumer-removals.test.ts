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

it('removes one at once, and those that come meanwhile together', async () => {
  const { calls, removals } = heldStore();
  const all = Promise.all([1, 2, 3].map((id) => removals.remove(id)));
  expect(calls.map(({ ids }) => ids)).toEqual([[1]]);
  calls[0]!.end();
  await turn();
  expect(calls.map(({ ids }) => ids)).toEqual([[1], [2, 3]]);
  calls[1]!.end();
  await all;
  void removals.remove(4);
  expect(calls[2]!.ids).toEqual([4]);
});

it('tells all of a transaction that failed, and goes on with the next', async () => {
  const { calls, removals } = heldStore();
  const [first, second, third] = [1, 2, 3].map((id) => removals.remove(id));
  calls[0]!.end();
  await turn();
  const failed = Promise.allSettled([second!, third!]);
  const fourth = removals.remove(4);
  calls[1]!.end(new Error('away'));
  await first;
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  calls[2]!.end();
  await fourth;
});
