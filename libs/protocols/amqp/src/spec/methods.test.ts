import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldTable, FieldValue } from '@howdah/core';
import { anyMethodNamed, methodNames } from '../../test/support/method-arbitraries.js';
import { decodeMethod, encodeMethod, type Method } from '../codec/method-codec.js';
import { methodKey, type FieldKind, type FieldKinds } from './method-definition.js';
import { methods, type MethodName } from './methods.js';

/** What amqplib generated for itself from the specification: an opinion that does not know ours. */
interface Definitions {
  encodeMethod(id: number, channel: number, fields: object): Buffer;
  decode(id: number, fields: Buffer): Readonly<Record<string, unknown>>;
}
interface MethodInfo {
  readonly id: number;
  readonly name: string;
  readonly args: readonly { readonly name: string; readonly type: FieldKind }[];
}

const require = createRequire(import.meta.url);
const theirs = require(join(dirname(require.resolve('amqplib')), 'lib/defs.js')) as Definitions;
const infos = Object.entries(theirs as unknown as Record<string, MethodInfo>).flatMap(([key, value]) =>
  key.startsWith('methodInfo') ? [value] : [],
);
const infoOf = new Map(infos.map((info) => [info.id, info]));

const idOf = (name: MethodName): number => methodKey(methods[name].classId, methods[name].methodId);
const kindsOf = (name: MethodName): [string, FieldKind][] => Object.entries(methods[name].fields as FieldKinds);
/** `queue.declare-ok` as amqplib writes it. */
const pascalCase = (name: string): string => name.replace(/(?:^|[.-])([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** A value as amqplib is given it; `read` as it gives it back, without the widths of numbers. */
function plain(field: FieldValue, read: boolean): unknown {
  switch (field.type) {
    case 'void':
      return null;
    case 'string':
      return field.value.toString();
    case 'bytes':
      return field.value;
    case 'array':
      return field.value.map((one) => plain(one, read));
    case 'table':
      return plainTable(field.value, read);
    case 'decimal':
      return { '!': 'decimal', value: { places: field.scale, digits: field.value } };
    case 'timestamp':
      return { '!': 'timestamp', value: Number(field.value) };
    case 'int64':
      return read ? Number(field.value) : { '!': 'int64', value: field.value };
    default:
      return read ? field.value : { '!': field.type, value: field.value };
  }
}

function plainTable(table: FieldTable, read: boolean): Record<string, unknown> {
  return Object.fromEntries(table.map(([name, value]) => [name, plain(value, read)]));
}

/** Under amqplib's names: it calls the reserved fields as the specification once did. */
function plainFields(method: Method, read: boolean): Record<string, unknown> {
  const values = method as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    kindsOf(method.name).map(([field, kind], at) => [
      infoOf.get(idOf(method.name))!.args[at]!.name,
      kind === 'table' ? plainTable(values[field] as FieldTable, read) : values[field],
    ]),
  );
}

/** Type, channel and size in front, the end octet behind. */
const payloadOf = (frame: Buffer): Buffer => frame.subarray(7, -1);

describe('the table of methods', () => {
  it('has the methods and numbers that amqplib has, and no others', () => {
    const ours = methodNames.map((name) => [idOf(name), pascalCase(name)]);
    const known = infos.filter(({ name }) => name !== 'BasicProperties').map(({ id, name }) => [id, name]);
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(known));
    expect(ours).toHaveLength(known.length);
  });

  it.each(methodNames)('has the fields of %s in the order and with the types that amqplib has', (name) => {
    const { args } = infoOf.get(idOf(name))!;
    const expected = args.map((one, at) => [kindsOf(name)[at]![0].startsWith('reserved') ? `reserved` : one.name, one.type]);
    expect(kindsOf(name).map(([field, kind]) => [field.replace(/^reserved\d$/, 'reserved'), kind])).toEqual(expected);
  });

  it.each(methodNames)('writes and reads the bytes of %s as amqplib does', (name) => {
    fc.assert(
      fc.property(anyMethodNamed(name), (method) => {
        const written = encodeMethod(name, method);
        const frame = theirs.encodeMethod(idOf(name), 1, plainFields(method, false));
        expect(written).toEqual(payloadOf(frame));
        expect(decodeMethod(frame, 7, frame.length - 1)).toEqual(method);
        expect(theirs.decode(idOf(name), written.subarray(4))).toEqual(plainFields(method, true));
      }),
      { numRuns: 50 },
    );
  });
});
