import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeToken, encodeToken } from './token.js';

const anyNumber = fc.maxSafeNat();
const token = encodeToken({ lease: { queueId: 1, runId: 2, owner: 3 }, seq: 4, startedAt: 5, consumer: 'guest@http' });

describe('delivery tokens', () => {
  it('survive a round trip', () => {
    const anyDelivery = fc.record({
      lease: fc.record({ queueId: anyNumber, runId: anyNumber, owner: anyNumber }),
      seq: anyNumber,
      startedAt: anyNumber,
      consumer: fc.string({ unit: 'grapheme', maxLength: 8 }),
    });
    fc.assert(fc.property(anyDelivery, (delivery) => void expect(decodeToken(encodeToken(delivery))).toEqual(delivery)));
  });

  it('are refused when a character is changed', () => {
    // The last characters may hold bits that base64 ignores.
    fc.assert(
      fc.property(fc.nat(token.length - 3), (index) => {
        const other = token[index] === 'B' ? 'C' : 'B';
        expect(() => decodeToken(token.slice(0, index) + other + token.slice(index + 1))).toThrow('delivery token');
      }),
    );
  });

  it.each(['', 'abc', 'ä', 'A'.repeat(60), token.slice(0, 40)])('refuse %j', (text) => {
    expect(() => decodeToken(text)).toThrow('the delivery token is not one that this broker made');
  });
});
