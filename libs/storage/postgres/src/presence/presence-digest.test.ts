import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OwnPresence } from '@howdah/core';
import { agree, digestOf } from './presence-digest.js';

const presence = (connections: readonly number[], consumers: readonly number[]) =>
  ({ connections: connections.map((id) => ({ id })), consumers: consumers.map((id) => ({ id })) }) as unknown as OwnPresence;
const ids = fc.array(fc.nat({ max: Number.MAX_SAFE_INTEGER }));

it('is the exclusive or of all ids', () => {
  fc.assert(
    fc.property(ids, (all) => {
      const exact = all.reduce((xor, id) => xor ^ BigInt(id), 0n);
      expect(digestOf(presence([], all))['consumers_xor']).toBe(Number(exact));
    }),
  );
});

it('differs by one that is missing, and not by the order', () => {
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (all, other) => {
      const digest = digestOf(presence(all, []));
      expect(agree(digest, digestOf(presence(all.toReversed(), [])))).toBe(true);
      expect(agree(digest, digestOf(presence([...all, other], [])))).toBe(false);
      expect(agree(digest, digestOf(presence(all, [other])))).toBe(false);
    }),
  );
});
