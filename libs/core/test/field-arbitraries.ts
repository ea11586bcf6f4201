import * as fc from 'fast-check';
import type { FieldTable, FieldValue } from '../src/message/field-table.js';

const buffer = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes));
const integers = (type: 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32', min: number, max: number) =>
  fc.integer({ min, max }).map((value): FieldValue => ({ type, value }));

const scalars: fc.Arbitrary<FieldValue>[] = [
  fc.boolean().map((value): FieldValue => ({ type: 'boolean', value })),
  integers('int8', -(2 ** 7), 2 ** 7 - 1),
  integers('uint8', 0, 2 ** 8 - 1),
  integers('int16', -(2 ** 15), 2 ** 15 - 1),
  integers('uint16', 0, 2 ** 16 - 1),
  integers('int32', -(2 ** 31), 2 ** 31 - 1),
  integers('uint32', 0, 2 ** 32 - 1),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): FieldValue => ({ type: 'int64', value })),
  fc.float().map((value): FieldValue => ({ type: 'float', value })),
  fc.double().map((value): FieldValue => ({ type: 'double', value })),
  fc.record({ type: fc.constant('decimal' as const), scale: fc.nat(255), value: fc.nat(2 ** 31 - 1) }),
  fc.string().map((value): FieldValue => ({ type: 'string', value: Buffer.from(value) })),
  buffer.map((value): FieldValue => ({ type: 'string', value })),
  buffer.map((value): FieldValue => ({ type: 'bytes', value })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value): FieldValue => ({ type: 'timestamp', value })),
  fc.constant<FieldValue>({ type: 'void' }),
];

/** `$` often, for it has a meaning in JSON; at most 60 characters are at most 240 bytes. */
const name = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.constantFrom('$bytes', '$type', 'value', 'x-match', '__proto__', '').map((text) => text),
);

const tied = fc.letrec<{ value: FieldValue; table: FieldTable }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    ...scalars,
    fc.array(tie('value'), { maxLength: 4 }).map((value): FieldValue => ({ type: 'array', value })),
    tie('table').map((value): FieldValue => ({ type: 'table', value })),
  ),
  table: fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }),
}));

/** Values of every type, nested ones too. */
export const anyField: fc.Arbitrary<FieldValue> = tied.value;
/** Tables in wire form: names may repeat. */
export const anyTable: fc.Arbitrary<FieldTable> = tied.table;
