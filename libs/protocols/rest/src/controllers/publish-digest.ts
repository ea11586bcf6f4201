import { createHash } from 'node:crypto';
import type { Publication } from '@howdah/core';

/** SHA-256 of what is published and where to: equal for requests that differ in white space and the order of members only. */
export function digestOf(publications: readonly Publication[]): Buffer {
  const hash = createHash('sha256');
  for (const { vhost, exchange, routingKey, delayMs, properties, body } of publications) {
    hash.update(JSON.stringify([vhost, exchange, routingKey, delayMs ?? 0, properties.encoded.length, body.length]));
    hash.update(properties.encoded).update(body);
  }
  return hash.digest();
}
