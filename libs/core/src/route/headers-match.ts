import { BrokerError } from '../errors.js';
import { encodeTable } from '../message/field-table-codec.js';
import { fieldOf, type FieldTable, type FieldValue } from '../message/field-table.js';
import { showField, typeNames } from '../message/field-names.js';

/** Whether a message with these headers passes a binding. */
export type HeadersTest = (headers: FieldTable) => boolean;

const matchModes = ['all', 'any', 'all-with-x', 'any-with-x'] as const;
type MatchMode = (typeof matchModes)[number];

/** invalid_argument for an x-match that is none; absent means all. */
export function checkMatchMode(bindingArguments: FieldTable): void {
  const field = fieldOf(bindingArguments, 'x-match');
  if (field === undefined) return;
  const found = showField(field);
  const details = { argument: 'x-match', found, accepted: matchModes };
  if (field.type !== 'string') {
    const problem = `Invalid x-match field type ${typeNames[field.type]} (value ${found}); expected longstr`;
    throw new BrokerError('invalid_argument', problem, { details });
  }
  if ((matchModes as readonly string[]).includes(found)) return;
  const problem = `Invalid x-match field value <<"${found}">>; expected all, any, all-with-x, or any-with-x`;
  throw new BrokerError('invalid_argument', problem, { details });
}

/** The test that a binding's arguments stand for. */
export function headersTest(bindingArguments: FieldTable): HeadersTest {
  const mode = modeOf(bindingArguments);
  const withX = mode.endsWith('-with-x');
  const wanted = bindingArguments
    .filter(([name]) => name !== 'x-match' && (withX || !name.startsWith('x-')))
    .map(([name, value]) => ({ name, form: value.type === 'void' ? null : comparable(value) }));
  const holds =
    (headers: FieldTable) =>
    ({ name, form }: (typeof wanted)[number]) => {
      const found = fieldOf(headers, name);
      return found !== undefined && (form === null || form === comparable(found));
    };
  return mode.startsWith('any') ? (headers) => wanted.some(holds(headers)) : (headers) => wanted.every(holds(headers));
}

function modeOf(bindingArguments: FieldTable): MatchMode {
  const field = fieldOf(bindingArguments, 'x-match');
  const found = field === undefined ? 'all' : showField(field);
  return matchModes.find((mode) => mode === found) ?? 'all';
}

/** Equal for values that are equal: integers of every width are one kind, so are the two kinds of floating point. */
export function comparable(field: FieldValue): string {
  switch (field.type) {
    case 'int8':
    case 'uint8':
    case 'int16':
    case 'uint16':
    case 'int32':
    case 'uint32':
    case 'int64':
      return `integer ${field.value}`;
    case 'float':
    case 'double':
      return `real ${field.value}`;
    case 'string':
      return `string ${field.value.toString('latin1')}`;
    default:
      return `${field.type} ${encodeTable([['', field]]).toString('latin1')}`;
  }
}
