import { encodeTable } from './field-table-codec.js';
import type { FieldValue } from './field-table.js';

/** As RabbitMQ's error texts name the types. */
export const typeNames: Readonly<Record<FieldValue['type'], string>> = {
  boolean: 'bool',
  int8: 'byte',
  uint8: 'unsignedbyte',
  int16: 'short',
  uint16: 'unsignedshort',
  int32: 'signedint',
  uint32: 'unsignedint',
  int64: 'long',
  float: 'float',
  double: 'double',
  decimal: 'decimal',
  string: 'longstr',
  bytes: 'binary',
  array: 'array',
  timestamp: 'timestamp',
  table: 'table',
  void: 'void',
};

/** A value as error texts show it; what has no plain text is shown as its bytes in hexadecimal. */
export function showField(field: FieldValue): string {
  switch (field.type) {
    case 'string':
      return field.value.toString();
    case 'void':
      return 'undefined';
    case 'bytes':
    case 'array':
    case 'table':
    case 'decimal':
      return encodeTable([['', field]]).toString('hex');
    default:
      return String(field.value);
  }
}

/** The number that a decimal is. */
export const decimalOf = ({ scale, value }: Extract<FieldValue, { type: 'decimal' }>): number => value / 10 ** scale;

/** The whole number of any integer type; null for a value of another type. */
export function integerOf(field: FieldValue): bigint | null {
  switch (field.type) {
    case 'int8':
    case 'uint8':
    case 'int16':
    case 'uint16':
    case 'int32':
    case 'uint32':
    case 'int64':
      return BigInt(field.value);
    default:
      return null;
  }
}
