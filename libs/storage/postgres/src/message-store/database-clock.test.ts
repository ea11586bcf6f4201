import { expect, test } from 'vitest';
import { DatabaseClock } from './database-clock.js';

const hour = 3_600_000;

/** A machine whose clock may be set, beside a database two seconds ahead. */
function machine() {
  let counted = 5_000;
  let now = 1_000_000;
  const clock = new DatabaseClock(
    () => now,
    () => counted,
  );
  const pass = (ms: number): void => void ((counted += ms), (now += ms));
  const sentAt = clock.mark();
  pass(10);
  clock.measured(now - 5 + 2_000, sentAt);
  return { clock, pass, set: (ms: number) => void (now += ms), now: () => now };
}

test('an instant here is one there, and the same when it comes back', () => {
  const { clock, pass, now } = machine();
  const at = now() + 30_000;
  expect(clock.toDatabase(at)).toBe(at + 2_000);
  pass(99);
  expect(clock.fromDatabase(clock.toDatabase(at))).toBe(at);
});

test.each([3 * hour, -5 * hour])('by a clock that has jumped %i ms a minute from now is a minute from now there, too', (jump) => {
  const { clock, set, now, pass } = machine();
  const there = clock.toDatabase(now());
  set(jump);
  pass(1_000);
  expect(clock.toDatabase(now() + 60_000)).toBe(there + 61_000);
});

test('before it was measured both are taken for the same', () => {
  const clock = new DatabaseClock(() => 7);
  expect([clock.toDatabase(5), clock.fromDatabase(5)]).toEqual([5, 5]);
});
