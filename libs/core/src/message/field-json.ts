import { isUtf8 } from 'node:buffer';
import { BrokerError } from '../errors.js';
import { emptyTable, type FieldTable, type FieldValue } from './field-table.js';
import { readTyped, typedJson } from './typed-json.js';

/**
 * Field values as JSON. What JSON has a word for is written plainly: integers of every width and floating point become numbers,
 * UTF-8 strings become strings. The rest is an object with one key:
 * `{"$bytes": base64}` a string that is not UTF-8, `{"$int64": "…"}` beyond ±2^53, `{"$timestamp": seconds}`,
 * `{"$decimal": {"scale", "value"}}`, and `{"$type": …, "value": …}`, which names any type exactly.
 */
export type FieldJson = string | number | boolean | null | readonly FieldJson[] | { readonly [name: string]: FieldJson };

/** Deeper nesting is refused, as on the wire. */
const nestingMax = 64;

export function fieldToJson(field: FieldValue): FieldJson {
  switch (field.type) {
    case 'boolean':
    case 'int8':
    case 'uint8':
    case 'int16':
    case 'uint16':
    case 'int32':
    case 'uint32':
      return field.value;
    case 'int64':
      return isSafe(field.value) ? Number(field.value) : { $int64: field.value.toString() };
    case 'float':
    case 'double':
      return Number.isFinite(field.value) ? field.value : typedJson(field.type, String(field.value));
    case 'decimal':
      return { $decimal: { scale: field.scale, value: field.value } };
    case 'string':
      return isUtf8(field.value) ? field.value.toString() : { $bytes: field.value.toString('base64') };
    case 'bytes':
      return typedJson('bytes', field.value.toString('base64'));
    case 'array':
      return field.value.map(fieldToJson);
    case 'timestamp':
      return { $timestamp: isSafe(field.value) ? Number(field.value) : field.value.toString() };
    case 'table':
      return nestedTable(field.value);
    case 'void':
      return null;
  }
}

/** Of a name that repeats the first value counts. */
export function tableToJson(table: FieldTable): { readonly [name: string]: FieldJson } {
  // The first value is written last, over the others.
  return Object.fromEntries(table.map(([name, value]) => [name, fieldToJson(value)] as const).reverse());
}

/** invalid_argument for what stands for no value. */
export function jsonToField(json: unknown, depth = 0): FieldValue {
  if (depth > nestingMax) throw invalid(`nested more than ${nestingMax} deep`);
  if (json === null) return { type: 'void' };
  if (typeof json === 'boolean') return { type: 'boolean', value: json };
  if (typeof json === 'number') return numberToField(json);
  if (typeof json === 'string') return { type: 'string', value: Buffer.from(json) };
  if (Array.isArray(json)) return { type: 'array', value: json.map((entry) => jsonToField(entry, depth + 1)) };
  if (typeof json === 'object') return objectToField(json as Readonly<Record<string, unknown>>, depth);
  throw invalid(`found ${typeof json}`);
}

/** invalid_argument for what is no object of values. */
export function jsonToTable(json: unknown, depth = 0): FieldTable {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid('a table is an object');
  const entries = Object.entries(json);
  if (entries.length === 0) return emptyTable;
  return entries.map(([name, value]) => {
    const bytes = Buffer.byteLength(name);
    if (bytes > 255) throw invalid(`a name has ${bytes} bytes; 255 are allowed`);
    return [name, jsonToField(value, depth + 1)] as const;
  });
}

/** A name that begins with `$` would be taken for one of our own. */
function nestedTable(table: FieldTable): FieldJson {
  const json = tableToJson(table);
  return table.some(([name]) => name.startsWith('$')) ? typedJson('table', json) : json;
}

function objectToField(json: Readonly<Record<string, unknown>>, depth: number): FieldValue {
  const special = Object.keys(json).find((name) => name.startsWith('$'));
  if (special === undefined) return { type: 'table', value: jsonToTable(json, depth) };
  const values = {
    array: (value: unknown) => jsonToField(value, depth + 1),
    table: (value: unknown) => jsonToTable(value, depth + 1),
  };
  const field = readTyped(json, values);
  if (field === null) throw invalid(`'${special}' cannot be read`);
  return field;
}

function numberToField(value: number): FieldValue {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return { type: 'double', value };
  return value === (value | 0) ? { type: 'int32', value } : { type: 'int64', value: BigInt(value) };
}

const isSafe = (value: bigint): boolean => value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);

function invalid(found: string): BrokerError {
  return new BrokerError('invalid_argument', `invalid field value: ${found}`, {
    remedy: 'Write it as JSON, or as {"$type": …, "value": …}.',
  });
}
