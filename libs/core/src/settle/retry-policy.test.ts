import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDelay, type RetryPolicy } from './retry-policy.js';

const policy: RetryPolicy = { backoff: 'exponential', delayMs: 100, factor: 2, maxDelayMs: 1_000, jitter: 0 };
const anyPolicy: fc.Arbitrary<RetryPolicy> = fc.record({
  backoff: fc.constantFrom('none', 'fixed', 'linear', 'exponential'),
  delayMs: fc.nat(100_000),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  maxDelayMs: fc.nat(10_000_000),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const anyAttempt = fc.integer({ min: 1, max: 1_000 });
const anyRandom = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const delays = (changed: Partial<RetryPolicy>) =>
  [1, 2, 3, 4, 5].map((attempt) => nextDelay({ ...policy, ...changed }, attempt, 0));

describe('nextDelay', () => {
  it('grows by the kind of backoff up to the cap', () => {
    expect(delays({ backoff: 'none' })).toEqual([0, 0, 0, 0, 0]);
    expect(delays({ backoff: 'fixed' })).toEqual([100, 100, 100, 100, 100]);
    expect(delays({ backoff: 'linear', factor: 1 })).toEqual([100, 200, 300, 400, 500]);
    expect(delays({ backoff: 'exponential' })).toEqual([100, 200, 400, 800, 1_000]);
  });

  it('is a whole number between zero and the cap, whatever the policy', () => {
    fc.assert(
      fc.property(anyPolicy, anyAttempt, anyRandom, (any, attempt, random) => {
        const delay = nextDelay(any, attempt, random);
        return Number.isInteger(delay) && delay >= 0 && delay <= any.maxDelayMs;
      }),
    );
  });

  it('never shrinks from one attempt to the next without jitter', () => {
    fc.assert(
      fc.property(anyPolicy, anyAttempt, (any, attempt) => {
        const steady = { ...any, jitter: 0 };
        return nextDelay(steady, attempt, 0) <= nextDelay(steady, attempt + 1, 0);
      }),
    );
  });

  it('takes at most the jitter share off the delay', () => {
    fc.assert(
      fc.property(anyPolicy, anyAttempt, anyRandom, (any, attempt, random) => {
        const whole = nextDelay({ ...any, jitter: 0 }, attempt, 0);
        return nextDelay(any, attempt, random) >= Math.floor(whole * (1 - any.jitter)) - 1;
      }),
    );
  });
});
