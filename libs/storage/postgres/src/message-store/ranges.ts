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

/** Neighbouring positions joined; `seqs` need not be sorted. */
export function rangesOf(seqs: readonly Seq[]): Range[] {
  const sorted = [...seqs].sort((a, b) => a - b);
  const ranges: { low: Seq; high: Seq }[] = [];
  for (const seq of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && last.high >= seq) last.high = Math.max(last.high, seq + 1);
    else ranges.push({ low: seq, high: seq + 1 });
  }
  return ranges;
}
