import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTable } from '../../test/field-arbitraries.js';
import { BrokerError } from '../errors.js';
import { decodeTable, encodeTable } from './field-table-codec.js';

describe('the field table codec', () => {
  it('gives back every table as it was, wherever it stands', () => {
    fc.assert(
      fc.property(anyTable, fc.nat(9), fc.nat(9), (table, before, after) => {
        const encoded = encodeTable(table);
        const bytes = Buffer.concat([Buffer.alloc(before, 1), encoded, Buffer.alloc(after, 1)]);
        const decoded = decodeTable(bytes, before);
        expect(decoded.end).toBe(before + encoded.length);
        expect(decoded.table).toEqual(table);
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses a table that is cut off anywhere', () => {
    fc.assert(
      fc.property(anyTable, fc.nat(), (table, at) => {
        const encoded = encodeTable(table);
        const refusal = refusalOf(() => decodeTable(encoded.subarray(0, at % encoded.length)));
        expect(refusal).toMatchObject({ code: 'invalid_message' });
      }),
    );
  });

  it('refuses damaged bytes as an invalid message and never in another way', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(anyTable, damage, (table, changes) => {
        const bytes = encodeTable(table);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const refusal = refusalOf(() => decodeTable(bytes));
        if (refusal !== null) expect(refusal).toMatchObject({ code: 'invalid_message' });
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses bytes at random as an invalid message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (content) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(content.length);
        const refusal = refusalOf(() => decodeTable(Buffer.concat([length, content])));
        if (refusal !== null) expect(refusal).toMatchObject({ code: 'invalid_message' });
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses nesting without end', () => {
    let bytes = Buffer.alloc(4);
    for (let depth = 0; depth < 70; depth++) bytes = encodeNested(bytes);
    expect(refusalOf(() => decodeTable(bytes))).toMatchObject({ message: 'malformed field table: nested more than 64 deep' });
  });
});

/** A table with `inner` (an encoded table) under the name 't'. */
function encodeNested(inner: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  const content = Buffer.concat([Buffer.from('\x01tF', 'latin1'), inner]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

function refusalOf(call: () => unknown): BrokerError | null {
  try {
    call();
    return null;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BrokerError);
    return thrown as BrokerError;
  }
}
