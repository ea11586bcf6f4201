import type { FieldTable, FieldValue } from '@howdah/core';

/** A value as a test writes it: whole numbers become 32 bits wide, or 64 where that is too little. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

export function table(fields: Readonly<Record<string, Plain>>): FieldTable {
  return Object.entries(fields).map(([name, value]) => [name, field(value)] as const);
}

function field(value: Plain): FieldValue {
  if (value === null) return { type: 'void' };
  if (typeof value === 'string') return { type: 'string', value: Buffer.from(value) };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return { type: 'array', value: (value as readonly Plain[]).map(field) };
  return { type: 'table', value: table(value as Readonly<Record<string, Plain>>) };
}

function number(value: number): FieldValue {
  if (!Number.isInteger(value)) return { type: 'double', value };
  return Math.abs(value) < 2 ** 31 ? { type: 'int32', value } : { type: 'int64', value: BigInt(value) };
}

/** What a table says, without its types. */
export function plain(fields: FieldTable = []): Record<string, Plain> {
  return Object.fromEntries(fields.map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: FieldValue): Plain {
  switch (value.type) {
    case 'void':
      return null;
    case 'table':
      return plain(value.value);
    case 'array':
      return value.value.map(plainValue);
    case 'string':
    case 'bytes':
      return value.value.toString();
    case 'int64':
    case 'timestamp':
      return Number(value.value);
    default:
      return value.value;
  }
}
