import { fieldOf, type FieldValue, type Properties } from '@howdah/core';

/** As it is encoded, with its length in front. */
const encodedName = Buffer.from('\x07x-delay', 'latin1');
const delayMsMax = 0xffff_ffff;

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
  const delayMs = delayOf(fieldOf(properties.headers, 'x-delay'));
  if (delayMs === 0) return { properties, delayMs };
  const negated: FieldValue = { type: 'int64', value: BigInt(-delayMs) };
  return { properties: properties.withHeaders(['x-delay'], [['x-delay', negated]]), delayMs };
}

function delayOf(field: FieldValue | undefined): number {
  if (field === undefined || !('value' in field)) return 0;
  const { value } = field;
  const delayMs = typeof value === 'bigint' ? Number(value) : value;
  if (typeof delayMs !== 'number' || !Number.isInteger(delayMs)) return 0;
  return Math.min(Math.max(delayMs, 0), delayMsMax);
}
