import { endOfTable, endOfValue } from './field-table-check.js';
import { encodeTable } from './field-table-codec.js';
import type { FieldTable } from './field-table.js';

/**
 * The table at `start` without the fields of some names and with others at its end. The fields that stay keep their bytes, those too that
 * decoding and encoding would change: names that are no UTF-8, an integer of type L. The table must have passed `endOfTable`.
 */
export function editTable(bytes: Buffer, start: number, without: readonly string[], added: FieldTable): Buffer {
  const end = endOfTable(bytes, start, bytes.length);
  const parts: Buffer[] = [Buffer.alloc(4)];
  for (let at = start + 4; at < end;) {
    const nameEnd = at + 1 + bytes[at]!;
    const next = endOfValue(bytes, nameEnd, end, 0);
    if (!without.includes(bytes.toString('utf8', at + 1, nameEnd))) parts.push(bytes.subarray(at, next));
    at = next;
  }
  const table = Buffer.concat([...parts, encodeTable(added).subarray(4)]);
  table.writeUInt32BE(table.length - 4);
  return table;
}
