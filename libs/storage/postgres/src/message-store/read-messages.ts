import type { Seq, StoredMessage } from '@howdah/core';
import { statements } from '../statements.js';
import { int8Array } from '../wire/array-parameters.js';
import type { Connection } from '../wire/database.js';
import { readContent } from './content.js';
import { contentsOf } from './pack.js';
import { joinRanges, type Range } from './ranges.js';
import { readInt8 } from './read-int8.js';

/** Positions between two ranges that are read too, since looking for the second one apart would cost more. */
const GAP_MAX = 16;

/** Messages by ranges of positions, and perhaps some between them, added to `messages`. What is not stored is left out. */
export async function readMessages(
  connection: Connection,
  ranges: readonly Range[],
  messages = new Map<Seq, StoredMessage>(),
): Promise<Map<Seq, StoredMessage>> {
  if (ranges.length === 0) return messages;
  const joined = joinRanges(ranges, GAP_MAX);
  const isWanted = memberOf(joined);
  const values = [int8Array(joined.map((range) => range.low)), int8Array(joined.map((range) => range.high))];
  await connection.read(statements.readMessages, values, (row) => {
    // int16 fields · int32 8 · int64 seq · int32 length · pack
    const first = readInt8(row, 6);
    const contents = contentsOf(row.subarray(18, 18 + row.readInt32BE(14)));
    contents.forEach((content, i) => {
      const seq = first + i;
      if (isWanted(seq)) messages.set(seq, { seq, message: readContent(content, seq) });
    });
  });
  return messages;
}

/** Asked for positions that mostly grow, as the ranges do: a pack has others in front of a range and behind it. */
function memberOf(ranges: readonly Range[]): (seq: Seq) => boolean {
  let at = 0;
  return (seq) => {
    while (at > 0 && seq < ranges[at]!.low) at--;
    while (at < ranges.length - 1 && seq >= ranges[at]!.high) at++;
    const { low, high } = ranges[at]!;
    return seq >= low && seq < high;
  };
}
