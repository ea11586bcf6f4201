import { createHash } from 'node:crypto';
import { encodeTable } from '../message/field-table-codec.js';
import type { FieldTable } from '../message/field-table.js';

/** SHA-256 that is equal for equal arguments in any order: what tells bindings of one source, destination and key apart. */
export function argumentsHash(table: FieldTable): Buffer {
  // The sort is stable: of two values under one name the first counts, here too.
  const sorted = [...table].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return createHash('sha256').update(encodeTable(sorted)).digest();
}
