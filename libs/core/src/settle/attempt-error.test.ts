import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptErrorBytesMax, capAttemptError } from './attempt-error.js';

const anyText = fc.string({ unit: 'grapheme', maxLength: 12_000, size: 'max' });

describe('capAttemptError', () => {
  it('keeps a small error as it is', () => {
    const error = { name: 'TypeError', message: 'no price', stack: 'at work (order.ts:1)' };
    expect(capAttemptError(error)).toEqual(error);
  });

  it('shortens the stack before the message', () => {
    const capped = capAttemptError({ name: 'E', message: 'm'.repeat(8_000), stack: 's'.repeat(8_000) });
    expect(capped?.message).toHaveLength(8_000);
    expect(capped?.stack).toHaveLength(191);
  });

  it('never exceeds the limit and never cuts a character in two', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (name, message, stack) => {
        const capped = capAttemptError({ name, message, stack });
        const text = `${capped?.name}${capped?.message}${capped?.stack ?? ''}`;
        return (
          Buffer.byteLength(text) <= attemptErrorBytesMax &&
          (!text.includes('\ufffd') || `${name}${message}${stack}`.includes('\ufffd'))
        );
      }),
      { numRuns: 50 },
    );
  });
});
