import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Company } from './company.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function companyAfter(commits: readonly number[]): Company {
  const company = new Company();
  for (const count of commits) company.commit(count);
  return company;
}

const large = new Array<number>(20).fill(200);

test('nobody waits where commits are small', () => {
  expect(new Company().waitFor(1)).toBeNull();
  expect(companyAfter(new Array<number>(20).fill(60)).waitFor(1)).toBeNull();
});

test('as many as usual do not wait', () => {
  expect(companyAfter(large).waitFor(190)).toBeNull();
});

test('fewer wait until as many as usual are there', async () => {
  const company = companyAfter(large);
  let hasEnded = false;
  const waiting = company.waitFor(10)!.then(() => (hasEnded = true));
  company.note(170);
  await vi.advanceTimersByTimeAsync(0.5);
  expect(hasEnded).toBe(false);
  company.note(181);
  await waiting;
  expect(vi.getTimerCount()).toBe(0);
});

test('or for a millisecond', async () => {
  const waiting = companyAfter(large).waitFor(10);
  await vi.advanceTimersByTimeAsync(1);
  await waiting;
});

test('nobody waits any more soon after the load has gone', () => {
  const company = companyAfter(large);
  let waits = 0;
  for (; company.waitFor(1) !== null; company.commit(1)) waits++;
  expect(waits).toBeLessThan(8);
});
