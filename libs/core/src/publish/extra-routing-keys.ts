import { BrokerError } from '../errors.js';
import { typeNames } from '../message/field-names.js';
import { emptyTable, fieldOf, type FieldTable, type FieldValue } from '../message/field-table.js';
import type { Properties } from '../message/properties.js';

/** The header's names as they are encoded, with their length in front. */
const encodedNames = [Buffer.from('\x02CC'), Buffer.from('\x03BCC')] as const;

/** False for nearly every message, and found out without decoding its headers. */
export function mayHaveExtraKeys(properties: Properties): boolean {
  return properties.hasHeaders && encodedNames.some((name) => properties.encoded.includes(name));
}

/** Routing keys of the headers CC and BCC (sender-selected distribution); null when there are none, invalid_message when they are no arrays. */
export function extraRoutingKeys(headers: FieldTable): readonly string[] | null {
  const cc = keysUnder(headers, 'CC');
  const bcc = keysUnder(headers, 'BCC');
  if (cc === null) return bcc;
  return bcc === null ? cc : [...cc, ...bcc];
}

/** The keys that a receiver may see, so that a dead letter can be routed by them again. */
export function visibleRoutingKeys(headers: FieldTable): readonly string[] | null {
  return keysUnder(headers, 'CC');
}

function keysUnder(headers: FieldTable, name: 'CC' | 'BCC'): readonly string[] | null {
  const field = fieldOf(headers, name);
  if (field === undefined) return null;
  if (field.type !== 'array') throw notAnArray(name, field.type);
  return field.value.flatMap((entry) => (entry.type === 'string' ? [entry.value.toString()] : []));
}

function notAnArray(name: string, type: FieldValue['type']): BrokerError {
  return new BrokerError('invalid_message', `invalid message: {unacceptable_type_in_header,"${name}",${typeNames[type]}}`, {
    remedy: `Set ${name} to an array of strings.`,
  });
}

/** The keys that no receiver may see; null when there are none. */
export function hiddenRoutingKeys(headers: FieldTable): readonly string[] | null {
  return keysUnder(headers, 'BCC');
}

/** BCC is for routing only: no receiver may see it. */
export function withoutBcc(properties: Properties): Properties {
  if (fieldOf(properties.headers, 'BCC') === undefined) return properties;
  return properties.withHeaders(['BCC'], emptyTable);
}
