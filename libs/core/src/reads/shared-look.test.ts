import { expect, test } from 'vitest';
import { SharedLook } from './shared-look.js';

const pace = { soonest: 100, latest: 1_000, share: 10 };

/** Looks that take as long as the test says, on a clock that stands still meanwhile. */
function bench() {
  let nowMs = 0;
  let tookMs = 0;
  const takenAt: number[] = [];
  const look = new SharedLook(
    (at) => {
      takenAt.push(at);
      nowMs += tookMs;
      return Promise.resolve(at);
    },
    pace,
    { now: () => nowMs, after: () => ({ cancel: () => undefined }) },
  );
  return { look, takenAt, passes: (ms: number) => (nowMs += ms), takes: (ms: number) => (tookMs = ms) };
}

test('whoever asks soon is given the look that is there', async () => {
  const { look, takenAt, passes } = bench();
  expect(await Promise.all([look.latest(), look.latest()])).toEqual([0, 0]);
  passes(99);
  expect(await look.latest()).toBe(0);
  passes(1);
  expect(await look.latest()).toBe(100);
  expect(takenAt).toEqual([0, 100]);
});

test.each([
  [30, 300],
  [500, 1_000],
])('one that takes %i ms is taken anew after %i', async (tookMs, againAt) => {
  const { look, passes, takes } = bench();
  takes(tookMs);
  await look.latest();
  takes(0);
  passes(againAt - tookMs - 1);
  expect(await look.latest()).toBe(0);
  passes(1);
  expect(await look.latest()).toBe(againAt);
});

test('who asks while one is under way waits for it, however long it takes', async () => {
  let nowMs = 0;
  let see!: (what: string) => void;
  const seen = new Promise<string>((resolve) => (see = resolve));
  let takes = 0;
  const look = new SharedLook(() => (takes++, seen), pace, { now: () => nowMs, after: () => ({ cancel: () => undefined }) });
  const first = look.latest();
  nowMs = 10 * pace.latest;
  const second = look.latest();
  see('seen');
  expect(await Promise.all([first, second])).toEqual(['seen', 'seen']);
  expect(takes).toBe(1);
});

test('one that failed is taken anew for the next who asks', async () => {
  let fails = true;
  const look = new SharedLook(() => (fails ? Promise.reject(new Error('away')) : Promise.resolve('seen')), pace, {
    now: () => 0,
    after: () => ({ cancel: () => undefined }),
  });
  await expect(look.latest()).rejects.toThrow('away');
  fails = false;
  expect(await look.latest()).toBe('seen');
});
