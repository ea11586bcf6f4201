import type { FieldTable, FieldValue } from './field-table.js';
import type { FieldJson } from './field-json.js';

/** Names the type of a value that plain JSON would lose. */
export const typedJson = (type: FieldValue['type'], value: FieldJson): FieldJson => ({ $type: type, value });

/** How nested values are read; the caller keeps count of the depth. */
export interface NestedReaders {
  readonly array: (json: unknown) => FieldValue;
  readonly table: (json: unknown) => FieldTable;
}

/** Null when the value is none of its type. */
type Read = (json: unknown, nested: NestedReaders) => FieldValue | null;

const integer =
  (type: 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32', min: number, max: number): Read =>
  (json) =>
    Number.isInteger(json) && (json as number) >= min && (json as number) <= max ? { type, value: json as number } : null;

/** A number where it is exact, else a string of digits. */
const bigInteger =
  (type: 'int64' | 'timestamp', min: bigint, max: bigint): Read =>
  (json) => {
    const isExact = Number.isSafeInteger(json) || (typeof json === 'string' && /^-?\d{1,20}$/.test(json));
    const value = isExact ? BigInt(json as number | string) : null;
    return value !== null && value >= min && value <= max ? { type, value } : null;
  };

const notFinite = ['NaN', 'Infinity', '-Infinity'];

const real =
  (type: 'float' | 'double'): Read =>
  (json) =>
    typeof json === 'number' || notFinite.includes(json as string) ? { type, value: Number(json) } : null;

const base64 =
  (type: 'string' | 'bytes'): Read =>
  (json) =>
    typeof json === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(json) ? { type, value: Buffer.from(json, 'base64') } : null;

const decimal: Read = (json) => {
  const { scale, value } = (json ?? {}) as { readonly scale?: unknown; readonly value?: unknown };
  const isScale = Number.isInteger(scale) && (scale as number) >= 0 && (scale as number) <= 255;
  const isValue = Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32;
  return isScale && isValue ? { type: 'decimal', scale: scale as number, value: value as number } : null;
};

/** By the name in `$type`. */
const byType: ReadonlyMap<unknown, Read> = new Map<FieldValue['type'], Read>([
  ['boolean', (json) => (typeof json === 'boolean' ? { type: 'boolean', value: json } : null)],
  ['int8', integer('int8', -(2 ** 7), 2 ** 7 - 1)],
  ['uint8', integer('uint8', 0, 2 ** 8 - 1)],
  ['int16', integer('int16', -(2 ** 15), 2 ** 15 - 1)],
  ['uint16', integer('uint16', 0, 2 ** 16 - 1)],
  ['int32', integer('int32', -(2 ** 31), 2 ** 31 - 1)],
  ['uint32', integer('uint32', 0, 2 ** 32 - 1)],
  ['int64', bigInteger('int64', -(2n ** 63n), 2n ** 63n - 1n)],
  ['timestamp', bigInteger('timestamp', 0n, 2n ** 64n - 1n)],
  ['float', real('float')],
  ['double', real('double')],
  ['decimal', decimal],
  ['string', (json) => (typeof json === 'string' ? { type: 'string', value: Buffer.from(json) } : null)],
  ['bytes', base64('bytes')],
  ['array', (json, nested) => (Array.isArray(json) ? nested.array(json) : null)],
  ['table', (json, nested) => ({ type: 'table', value: nested.table(json) })],
  ['void', (json) => (json === null ? { type: 'void' } : null)],
]);

const shortForms: ReadonlyMap<string, Read> = new Map([
  ['$bytes', base64('string')],
  ['$int64', bigInteger('int64', -(2n ** 63n), 2n ** 63n - 1n)],
  ['$timestamp', bigInteger('timestamp', 0n, 2n ** 64n - 1n)],
  ['$decimal', decimal],
]);

/** A value written as an object whose keys begin with `$`; null when it cannot be read as one. */
export function readTyped(json: Readonly<Record<string, unknown>>, nested: NestedReaders): FieldValue | null {
  const [name, ...others] = Object.keys(json);
  if (name === undefined) return null;
  if (others.length === 0) return shortForms.get(name)?.(json[name], nested) ?? null;
  const isTyped = others.length === 1 && Object.hasOwn(json, '$type') && Object.hasOwn(json, 'value');
  return isTyped ? (byType.get(json['$type'])?.(json['value'], nested) ?? null) : null;
}
