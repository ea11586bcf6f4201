import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTable } from '../../test/field-arbitraries.js';
import { endOfTable } from './field-table-check.js';
import { decodeTable, encodeTable } from './field-table-codec.js';

function decodedEnd(bytes: Buffer): number {
  try {
    return decodeTable(bytes).end;
  } catch {
    return -1;
  }
}

describe('the check of a field table', () => {
  it('accepts what the decoder reads', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const bytes = encodeTable(table);
        expect(endOfTable(bytes, 0, bytes.length)).toBe(bytes.length);
      }),
    );
  });

  it('agrees with the decoder about damaged tables', () => {
    const damage = fc.array(fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(anyTable, damage, fc.nat(), (table, damages, cut) => {
        const bytes = encodeTable(table);
        for (const { at, byte } of damages) bytes[at % bytes.length] = byte;
        const found = bytes.subarray(0, bytes.length - (cut % 3));
        expect(endOfTable(found, 0, found.length)).toBe(decodedEnd(found));
      }),
      { numRuns: 5_000 },
    );
  });

  it('refuses what is nested without end', () => {
    let nested = encodeTable([]);
    for (let depth = 0; depth < 70; depth++) {
      const field = Buffer.concat([Buffer.from('\x01tF', 'latin1'), nested]);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(field.length);
      nested = Buffer.concat([length, field]);
    }
    expect([endOfTable(nested, 0, nested.length), decodedEnd(nested)]).toEqual([-1, -1]);
  });
});
