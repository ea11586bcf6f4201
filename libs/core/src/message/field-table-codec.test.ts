import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTable, anyTableBytes, withLength } from '../../test/field-arbitraries.js';
import { BrokerError } from '../errors.js';
import { endOfTable } from './field-table-check.js';
import { decodeTable, encodeTable } from './field-table-codec.js';
import { fieldOf, type FieldTable, type FieldValue } from './field-table.js';

/** Type octet, the value's bytes with it, the value. */
const everyTag: [tag: string, hex: string, field: FieldValue][] = [
  ['t', '7401', { type: 'boolean', value: true }],
  ['b', '6280', { type: 'int8', value: -128 }],
  ['B', '42ff', { type: 'uint8', value: 255 }],
  ['s', '738000', { type: 'int16', value: -32_768 }],
  ['u', '75ffff', { type: 'uint16', value: 65_535 }],
  ['I', '4980000000', { type: 'int32', value: -2_147_483_648 }],
  ['i', '69ffffffff', { type: 'uint32', value: 4_294_967_295 }],
  ['l', '6c8000000000000000', { type: 'int64', value: -(2n ** 63n) }],
  ['f', '663fc00000', { type: 'float', value: 1.5 }],
  ['d', '643ff8000000000000', { type: 'double', value: 1.5 }],
  ['D', '4402ffffffff', { type: 'decimal', scale: 2, value: 4_294_967_295 }],
  ['S', '5300000003ff0041', { type: 'string', value: Buffer.from([255, 0, 65]) }],
  ['x', '7800000002ff00', { type: 'bytes', value: Buffer.from([255, 0]) }],
  ['A', '41000000035662ff', { type: 'array', value: [{ type: 'void' }, { type: 'int8', value: -1 }] }],
  ['T', '54ffffffffffffffff', { type: 'timestamp', value: 2n ** 64n - 1n }],
  ['F', '4600000003016156', { type: 'table', value: [['a', { type: 'void' }]] }],
  ['V', '56', { type: 'void' }],
];

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

  it.each(everyTag)('reads and writes a value of type %s', (_tag, hex, field) => {
    const bytes = tableOf(Buffer.from(hex, 'hex'));
    expect(decodeTable(bytes).table).toEqual([['k', field]]);
    expect(encodeTable([['k', field]])).toEqual(bytes);
  });

  it('reads L as a signed integer, and writes it as the one that clients know', () => {
    const table: FieldTable = [['k', { type: 'int64', value: -2n }]];
    expect(decodeTable(tableOf(Buffer.from('4cfffffffffffffffe', 'hex'))).table).toEqual(table);
    expect(encodeTable(table)).toEqual(tableOf(Buffer.from('6cfffffffffffffffe', 'hex')));
  });

  it('reads every octet but 0 as true', () => {
    for (const octet of [1, 2, 255]) {
      expect(decodeTable(tableOf(Buffer.from([0x74, octet]))).table).toEqual([['k', { type: 'boolean', value: true }]]);
    }
  });

  it('knows these types and no other', () => {
    const known = new Set([...everyTag.map(([tag]) => tag), 'L']);
    const zeros = Buffer.alloc(12);
    const read = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).filter((tag) =>
      [0, 1, 2, 4, 5, 8].some((size) => {
        const value = Buffer.concat([Buffer.from(tag, 'latin1'), zeros.subarray(0, size)]);
        return refusalOf(() => decodeTable(tableOf(value))) === null;
      }),
    );
    expect(new Set(read)).toEqual(known);
  });

  it('keeps names that repeat, in their order', () => {
    const bytes = withLength(Buffer.from('\x01kb\x01\x01jb\x02\x01kb\x03', 'latin1'));
    const { table } = decodeTable(bytes);
    const values = table.map(([name, value]) => [name, 'value' in value ? value.value : null]);
    expect(values).toEqual([
      ['k', 1],
      ['j', 2],
      ['k', 3],
    ]);
    expect(fieldOf(table, 'k')).toEqual({ type: 'int8', value: 1 });
    expect(encodeTable(table)).toEqual(bytes);
  });

  it('writes the very bytes that it read, in whatever order and with whatever names they came', () => {
    fc.assert(
      fc.property(anyTableBytes, (bytes) => {
        expect(encodeTable(decodeTable(bytes).table)).toEqual(bytes);
        expect(endOfTable(bytes, 0, bytes.length)).toBe(bytes.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['A', 'F'])('reads values of type %s that are nested 64 deep, and refuses one more, even when it is empty', (tag) => {
    const [deep, deeper] = [64, 65].map((depth) => tableOf(nestedValue(tag, depth)));
    expect(decodeTable(deep!).end).toBe(deep!.length);
    expect(endOfTable(deep!, 0, deep!.length)).toBe(deep!.length);
    expect(refusalOf(() => decodeTable(deeper!))).toMatchObject({ message: 'malformed field table: nested more than 64 deep' });
    expect(endOfTable(deeper!, 0, deeper!.length)).toBe(-1);
  });
});

/** With the name 'k'. */
const tableOf = (value: Buffer): Buffer => withLength(Buffer.concat([Buffer.from('\x01k'), value]));

/** Lists in lists or tables in tables; the innermost one is empty. */
function nestedValue(tag: string, depth: number): Buffer {
  const inner = depth === 1 ? Buffer.alloc(0) : nestedValue(tag, depth - 1);
  const name = tag === 'F' && depth > 1 ? '\x01k' : '';
  return Buffer.concat([Buffer.from(tag), withLength(Buffer.concat([Buffer.from(name), inner]))]);
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
