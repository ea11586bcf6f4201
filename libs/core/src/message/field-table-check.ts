/** Deeper nesting is refused, as by the decoder. */
const nestingMax = 64;

/** Bytes of the values that have always the same; by type octet, 0 for all others. */
const fixedBytes = new Uint8Array(256);
for (const [tag, bytes] of Object.entries({ t: 1, b: 1, B: 1, s: 2, u: 2, I: 4, i: 4, l: 8, L: 8, f: 4, d: 8, D: 5, T: 8 }))
  fixedBytes[tag.charCodeAt(0)] = bytes;

const code = (tag: string): number => tag.charCodeAt(0);
const [longString, byteArray, list, table, nothing] = [code('S'), code('x'), code('A'), code('F'), code('V')];

/** Where the table that begins at `at` (its length in front) ends; -1 when it is malformed. Allocates nothing. */
export function endOfTable(bytes: Buffer, at: number, limit: number, depth = 0): number {
  const end = endOfLong(bytes, at, limit);
  if (end < 0 || depth > nestingMax) return -1;
  let next = at + 4;
  while (next < end) {
    const nameEnd = next + 1 + bytes[next]!;
    next = nameEnd < end ? endOfValue(bytes, nameEnd, end, depth) : -1;
    if (next < 0) return -1;
  }
  return next === end ? end : -1;
}

function endOfList(bytes: Buffer, at: number, limit: number, depth: number): number {
  const end = endOfLong(bytes, at, limit);
  if (end < 0 || depth > nestingMax) return -1;
  let next = at + 4;
  while (next >= 0 && next < end) next = endOfValue(bytes, next, end, depth);
  return next;
}

/** Where the value whose type octet stands at `at` ends; -1 when it is malformed. */
export function endOfValue(bytes: Buffer, at: number, limit: number, depth: number): number {
  const tag = bytes[at]!;
  const fixed = fixedBytes[tag]!;
  if (fixed > 0) return at + 1 + fixed <= limit ? at + 1 + fixed : -1;
  switch (tag) {
    case longString:
    case byteArray:
      return endOfLong(bytes, at + 1, limit);
    case list:
      return endOfList(bytes, at + 1, limit, depth + 1);
    case table:
      return endOfTable(bytes, at + 1, limit, depth + 1);
    case nothing:
      return at + 1;
    default:
      return -1;
  }
}

function endOfLong(bytes: Buffer, at: number, limit: number): number {
  if (at + 4 > limit) return -1;
  const end = at + 4 + bytes.readUInt32BE(at);
  return end <= limit ? end : -1;
}
