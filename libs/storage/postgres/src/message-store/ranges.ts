import type { Seq } from '@howdah/core';

/** Positions from `low` up to, not including, `high`. */
export interface Range {
  readonly low: Seq;
  readonly high: Seq;
}

/** Postgres' text form of an int8multirange, as `{[1,3),[5,6)}`. */
export function parseMultirange(text: string): Range[] {
  return Array.from(text.matchAll(/\[(\d+),(\d+)\)/g), (match) => ({ low: Number(match[1]), high: Number(match[2]) }));
}

/** In order; ranges with at most `gapMax` positions between them are one. */
export function joinRanges(ranges: readonly Range[], gapMax: number): Range[] {
  const joined: { low: Seq; high: Seq }[] = [];
  for (const { low, high } of [...ranges].sort((one, other) => one.low - other.low)) {
    const last = joined.at(-1);
    if (last !== undefined && low <= last.high + gapMax) last.high = Math.max(last.high, high);
    else joined.push({ low, high });
  }
  return joined;
}

/** Neighbouring positions joined; `seqs` need not be sorted. */
export function rangesOf(seqs: readonly Seq[]): Range[] {
  return joinRanges(
    seqs.map((seq) => ({ low: seq, high: seq + 1 })),
    0,
  );
}
