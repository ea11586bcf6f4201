import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { flatMapInTurns } from './in-turns.js';

test('everything is mapped in order, and others have their turns meanwhile', async () => {
  const items = Array.from({ length: 1_700 }, (_, index) => index);
  let turns = 0;
  let isDone = false;
  const others = (async () => {
    for (; !isDone; turns++) await nextTurn();
  })();
  const mapped = await flatMapInTurns(items, (item) => (item % 2 === 0 ? [item, -item] : []));
  isDone = true;
  await others;
  expect(mapped).toEqual(items.flatMap((item) => (item % 2 === 0 ? [item, -item] : [])));
  expect(turns).toBeGreaterThanOrEqual(3);
});
