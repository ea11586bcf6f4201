import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyField, anyTable } from '../../test/field-arbitraries.js';
import { fieldToJson, jsonToField, jsonToTable, tableToJson } from './field-json.js';
import type { FieldValue } from './field-table.js';

const overTheWire = (json: unknown): unknown => JSON.parse(JSON.stringify(json));
const string = (text: string): FieldValue => ({ type: 'string', value: Buffer.from(text) });

describe('field values as JSON', () => {
  it('mean the same after they were read and written again', () => {
    fc.assert(
      fc.property(anyField, (field) => {
        const json = overTheWire(fieldToJson(field));
        expect(overTheWire(fieldToJson(jsonToField(json)))).toEqual(json);
      }),
      { numRuns: 2_000 },
    );
  });

  it('come back as they were, but for the width of numbers', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const once = jsonToTable(overTheWire(tableToJson(table)));
        const numbers = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'float', 'double'];
        const firsts = new Map([...table].reverse());
        for (const [name, value] of once) {
          const before = firsts.get(name)!;
          if (!numbers.includes(before.type) && !['array', 'table'].includes(before.type)) expect(value).toEqual(before);
        }
        expect(new Set(once.map(([name]) => name))).toEqual(new Set(firsts.keys()));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[unknown, FieldValue]>([
    [null, { type: 'void' }],
    [true, { type: 'boolean', value: true }],
    [7, { type: 'int32', value: 7 }],
    [2 ** 31, { type: 'int64', value: 2n ** 31n }],
    [1.5, { type: 'double', value: 1.5 }],
    ['ä', string('ä')],
    [{ $bytes: '/wA=' }, { type: 'string', value: Buffer.from([255, 0]) }],
    [{ $int64: '9007199254740993' }, { type: 'int64', value: 9_007_199_254_740_993n }],
    [{ $timestamp: 5 }, { type: 'timestamp', value: 5n }],
    [{ $decimal: { scale: 2, value: 150 } }, { type: 'decimal', scale: 2, value: 150 }],
    [
      { $type: 'int16', value: -3 },
      { type: 'int16', value: -3 },
    ],
    [
      { $type: 'bytes', value: '/w==' },
      { type: 'bytes', value: Buffer.from([255]) },
    ],
    [[1, 'a'], { type: 'array', value: [{ type: 'int32', value: 1 }, string('a')] }],
    [{ a: { b: null } }, { type: 'table', value: [['a', { type: 'table', value: [['b', { type: 'void' }]] }]] }],
  ])('reads %j', (json, field) => {
    expect(jsonToField(json)).toEqual(field);
  });

  it('writes the first of two values under one name', () => {
    expect(
      tableToJson([
        ['a', string('first')],
        ['a', string('second')],
      ]),
    ).toEqual({ a: 'first' });
  });

  it.each([
    [{ $type: 'int8', value: 128 }],
    [{ $type: 'int8', value: '1' }],
    [{ $type: 'nope', value: 1 }],
    [{ $type: 'constructor', value: 1 }],
    [{ $int64: '1.5' }],
    [{ $int64: (2n ** 63n).toString() }],
    [{ $timestamp: -1 }],
    [{ $decimal: null }],
    [{ $decimal: { scale: 256, value: 1 } }],
    [{ $bytes: '*' }],
    [{ $unknown: 1 }],
    [{ $bytes: '', other: 1 }],
    [undefined],
    [nested(70)],
    [{ ['n'.repeat(256)]: 1 }],
  ])('refuses %j', (json) => {
    expect(() => jsonToField(json)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });

  it('refuses a table that is no object', () => {
    for (const json of [null, [], 'a', 1]) {
      expect(() => jsonToTable(json)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    }
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}
