import { expect, it } from 'vitest';
import { systemClock } from '../ports/clock.js';
import { FailureBook, groupsPerQueueMax } from './failure-book.js';

const letters = (index: number): string => String.fromCharCode(...[...String(index)].map((digit) => 97 + Number(digit)));
const errorOf = (message: string) => ({ error: { name: 'E', message }, ending: 'retry' as const });

it('gives failures that are alike one fingerprint, and other queues and errors another', () => {
  const book = new FailureBook(systemClock);
  const one = book.of(1, errorOf('order 7 failed'));
  expect(book.of(1, errorOf('order 8 failed'))).toEqual(one);
  expect(one).toMatchObject({ queueId: 1, errorName: 'E', message: 'order <n> failed', frame: null });
  const others = [
    book.of(2, errorOf('order 7 failed')),
    book.of(1, errorOf('stock failed')),
    book.of(1, { error: null, ending: 'expired' }),
  ];
  expect(new Set([one, ...others].map(({ fingerprint }) => fingerprint)).size).toBe(4);
  expect(others[2]).toMatchObject({ errorName: 'expired', message: '' });
});

it('makes one group of all others once a queue has had too many in a day', () => {
  let now = 0;
  const book = new FailureBook({ now: () => now, after: () => ({ cancel: () => undefined }) });
  const namesOf = (count: number) => Array.from({ length: count }, (_, index) => book.of(1, errorOf(letters(index))));
  const groups = namesOf(groupsPerQueueMax + 50);
  expect(new Set(groups.map(({ fingerprint }) => fingerprint)).size).toBe(groupsPerQueueMax + 1);
  expect(groups.at(-1)).toMatchObject({ errorName: 'other errors' });
  expect(book.of(1, errorOf(letters(0)))).toEqual(groups[0]);
  expect(book.of(2, errorOf('x')).errorName).toBe('E');
  now = 25 * 60 * 60 * 1000;
  expect(book.of(1, errorOf('something new'))).toMatchObject({ errorName: 'E' });
});
