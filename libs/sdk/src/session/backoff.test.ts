import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backoff } from './backoff.js';

const settings = fc.record({
  baseMs: fc.integer({ min: 1, max: 10_000 }),
  maxMs: fc.integer({ min: 1, max: 100_000 }),
  failures: fc.integer({ min: 1, max: 60 }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

test('a wait is from 0 to a bound that doubles up to the largest', () => {
  fc.assert(
    fc.property(settings, ({ baseMs, maxMs, failures, random }) => {
      const backoff = new Backoff({ baseMs, maxMs, random: () => random });
      for (let n = 0; n < failures; n++) {
        const bound = Math.min(maxMs, baseMs * 2 ** n);
        const wait = backoff.next();
        expect(wait).toBe(Math.floor(random * (bound + 1)));
        expect(wait).toBeLessThanOrEqual(bound);
      }
      backoff.reset();
      expect(backoff.next()).toBeLessThanOrEqual(Math.min(maxMs, baseMs));
    }),
  );
});
