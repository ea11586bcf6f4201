import fc from 'fast-check';
import type { FieldTable, FieldValue } from '@howdah/core';
import type { Method } from '../../src/codec/method-codec.js';
import type { FieldKind, FieldKinds } from '../../src/spec/method-definition.js';
import { methods, type MethodName } from '../../src/spec/methods.js';

export const shortText = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => Buffer.byteLength(text) <= 255);
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));

const valueOf = <T extends FieldValue['type'], V>(type: T, value: fc.Arbitrary<V>) => value.map((one) => ({ type, value: one }));

/** Values that every client can write: strings are UTF-8, names no numbers, and each name comes once. */
const tied = fc.letrec<{ value: FieldValue; table: FieldTable }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    valueOf('boolean', fc.boolean()),
    valueOf('int8', fc.integer({ min: -128, max: 127 })),
    valueOf('uint8', fc.nat(255)),
    valueOf('int16', fc.integer({ min: -32_768, max: 32_767 })),
    valueOf('uint16', fc.nat(65_535)),
    valueOf('int32', fc.integer()),
    valueOf('uint32', fc.nat(2 ** 32 - 1)),
    valueOf('int64', fc.maxSafeInteger().map(BigInt)),
    valueOf('float', fc.float()),
    valueOf('double', fc.double()),
    fc.record({ type: fc.constant('decimal' as const), scale: fc.nat(255), value: fc.nat(2 ** 32 - 1) }),
    valueOf(
      'string',
      shortText.map((text) => Buffer.from(text)),
    ),
    valueOf('bytes', bytes),
    valueOf('timestamp', fc.maxSafeNat().map(BigInt)),
    fc.constant({ type: 'void' } as const),
    valueOf('array', fc.array(tie('value'), { maxLength: 4 })),
    valueOf('table', tie('table')),
  ),
  table: fc.uniqueArray(
    fc.tuple(
      shortText.filter((text) => Buffer.byteLength(text) < 255).map((text) => `k${text}`),
      tie('value'),
    ),
    { maxLength: 5, selector: ([name]) => name },
  ),
}));

const values: Readonly<Record<FieldKind, fc.Arbitrary<unknown>>> = {
  bit: fc.boolean(),
  octet: fc.nat(255),
  short: fc.nat(0xffff),
  long: fc.nat(0xffff_ffff),
  longlong: fc.maxSafeNat(),
  shortstr: shortText,
  longstr: bytes,
  table: tied.table,
};

/** With all its fields, the reserved ones too. */
export function anyMethodNamed(name: MethodName): fc.Arbitrary<Method> {
  const fields = Object.entries(methods[name].fields as FieldKinds).map(([field, kind]) => [field, values[kind]] as const);
  return fc.record({ name: fc.constant(name), ...Object.fromEntries(fields) }) as unknown as fc.Arbitrary<Method>;
}

export const methodNames = Object.keys(methods) as MethodName[];
export const anyMethod = fc.constantFrom(...methodNames).chain(anyMethodNamed);
