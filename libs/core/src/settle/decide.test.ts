import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type RetryLimits } from './decide.js';

const limits: RetryLimits = {
  deliveryLimit: 2,
  retry: { backoff: 'fixed', delayMs: 100, factor: 1, maxDelayMs: 60_000, jitter: 0, maxAgeMs: 10_000 },
};
const facts = { attempts: 0, publishedAt: 1_000 };
const options = { now: 2_000, random: 0 };

describe('decide', () => {
  it('returns a retry with one more attempt after the backoff', () => {
    expect(decide('retry', facts, limits, options)).toEqual({
      kind: 'return',
      attempts: 1,
      redelivered: true,
      availableAt: 2_100,
    });
  });

  it('lets a delay of its own stand instead of the backoff, zero included', () => {
    expect(decide('retry', facts, limits, { ...options, delayMs: 7 })).toMatchObject({ availableAt: 2_007 });
    expect(decide('retry', facts, limits, { ...options, delayMs: 0 })).toMatchObject({ availableAt: null });
  });

  it('allows one delivery more than the delivery limit', () => {
    expect(decide('retry', { ...facts, attempts: 1 }, limits, options)).toMatchObject({ kind: 'return', attempts: 2 });
    expect(decide('retry', { ...facts, attempts: 2 }, limits, options)).toEqual({
      kind: 'dead-letter',
      reason: 'delivery_limit',
    });
  });

  it('ends a retry of a message that has reached its age', () => {
    expect(decide('retry', facts, limits, { ...options, now: 11_000 })).toEqual({ kind: 'dead-letter', reason: 'age_limit' });
  });

  it('returns what a lost consumer held at once, and counts it', () => {
    expect(decide('abandon', facts, limits, options)).toEqual({
      kind: 'return',
      attempts: 1,
      redelivered: true,
      availableAt: null,
    });
    expect(decide('abandon', { ...facts, attempts: 2 }, limits, options)).toEqual({
      kind: 'dead-letter',
      reason: 'delivery_limit',
    });
  });

  it('never burns an attempt and never dead-letters on release', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.option(fc.nat(1_000), { nil: undefined }), fc.nat(100_000), (attempts, delayMs, now) => {
        const decision = decide('release', { attempts, publishedAt: 0 }, limits, { delayMs, now, random: 0 });
        return decision.kind === 'return' && decision.attempts === attempts;
      }),
    );
  });

  it('always dead-letters a reject', () => {
    expect(decide('reject', facts, { ...limits, deliveryLimit: null }, options)).toEqual({
      kind: 'dead-letter',
      reason: 'rejected',
    });
  });
});
