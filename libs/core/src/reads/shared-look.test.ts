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

/** Asks so often that each is a look of its own. */
async function lookedAt(tookMs: readonly number[]) {
  const found = bench();
  for (const ms of tookMs) {
    found.passes(pace.latest);
    found.takes(ms);
    await found.look.latest();
  }
  found.takes(0);
  return found;
}

test.each([
  ['each takes 30 ms', [30, 30, 30, 30, 30], 300],
  ['each takes 500 ms', [500, 500, 500, 500, 500], 1_000],
  ['the last waited for something', [30, 30, 30, 30, 200], 300],
  ['one did not wait', [500, 30, 500, 500, 20], 200],
  ['there were few', [500, 500, 500, 80], 100],
])('where %s, the next is taken in time', async (_, tookMs, againAfterMs) => {
  const { look, takenAt, passes } = await lookedAt(tookMs);
  const lastAt = takenAt.at(-1)!;
  passes(againAfterMs - tookMs.at(-1)! - 1);
  expect(await look.latest()).toBe(lastAt);
  passes(1);
  expect(await look.latest()).toBe(lastAt + againAfterMs);
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
