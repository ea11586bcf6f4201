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

// ── bytes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export function withLength(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

/** By type octet: how many bytes a value has. */
const sizes = Object.entries({ b: 1, B: 1, s: 2, u: 2, I: 4, i: 4, l: 8, f: 4, d: 8, D: 5, T: 8 });
/** All bits of the exponent: not a number, which has many forms and comes back in one. */
const isNan = (tag: string, value: Buffer): boolean =>
  (tag === 'f' && Number.isNaN(value.readFloatBE())) || (tag === 'd' && Number.isNaN(value.readDoubleBE()));

const ofSize = ([tag, size]: [string, number]): fc.Arbitrary<Buffer> =>
  fc
    .uint8Array({ minLength: size, maxLength: size })
    .map((bytes) => Buffer.from(bytes))
    .filter((bytes) => !isNan(tag, bytes))
    .map((bytes) => Buffer.concat([Buffer.from(tag), bytes]));
const ofLength = (tag: string, content: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  content.map((bytes) => Buffer.concat([Buffer.from(tag), withLength(bytes)]));
const nameBytes = name.map((text) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]));
const joined = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts);

const tiedBytes = fc.letrec<{ value: Buffer; fields: Buffer }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('V', 't\x00', 't\x01').map((text) => Buffer.from(text)),
    ...sizes.map(ofSize),
    ofLength('S', buffer),
    ofLength('x', buffer),
    ofLength('A', fc.array(tie('value'), { maxLength: 4 }).map(joined)),
    ofLength('F', tie('fields')),
  ),
  fields: fc.array(fc.tuple(nameBytes, tie('value')).map(joined), { maxLength: 5 }).map(joined),
}));

/** Tables as they stand on the wire, made without the codec; one that keeps them writes the very same bytes. */
export const anyTableBytes: fc.Arbitrary<Buffer> = tiedBytes.fields.map(withLength);
