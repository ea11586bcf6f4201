import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ordersFile = fileURLToPath(new URL('../data/orders.jsonl', import.meta.url));

/** The orders as they were written, readable or not. */
export function readOrderLines(): string[] {
  return readFileSync(ordersFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
