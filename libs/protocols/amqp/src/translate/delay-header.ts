import { delayMsMax, fieldOf, type FieldValue, type Properties } from '@howdah/core';

/** As it is encoded, with its length in front. */
const encodedName = Buffer.from('\x07x-delay', 'latin1');

/** Whether and how long a message is to be held back. */
export interface Delayed {
  readonly properties: Properties;
  readonly delayMs: number;
}

/**
 * The header `x-delay` in ms, of the delayed message exchange; a receiver sees it negated, as a sign that the delay is over.
 * What is no whole number above 0 delays nothing.
 */
export function takeDelay(properties: Properties): Delayed {
  if (!properties.hasHeaders || !properties.encoded.includes(encodedName)) return { properties, delayMs: 0 };
  const field = fieldOf(properties.headers, 'x-delay');
  const delayMs = delayOf(field);
  if (field === undefined || delayMs === 0) return { properties, delayMs };
  return { properties: properties.withHeaders(['x-delay'], [['x-delay', negated(field, delayMs)]]), delayMs };
}

/** Of the type that was sent, or the next one with a sign: clients are about that read 64 bits without one. */
function negated({ type }: FieldValue, delayMs: number): FieldValue {
  if (type === 'int8' || type === 'int16') return { type, value: -delayMs };
  if (type === 'uint8') return { type: 'int16', value: -delayMs };
  if (type === 'int32' || type === 'uint16') return { type: 'int32', value: -delayMs };
  return { type: 'int64', value: BigInt(-delayMs) };
}

function delayOf(field: FieldValue | undefined): number {
  if (field === undefined || !('value' in field)) return 0;
  const { value } = field;
  const delayMs = typeof value === 'bigint' ? Number(value) : value;
  if (typeof delayMs !== 'number' || !Number.isInteger(delayMs)) return 0;
  return Math.min(Math.max(delayMs, 0), delayMsMax);
}
