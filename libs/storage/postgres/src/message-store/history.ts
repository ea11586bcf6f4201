import {
  historyKeptMs,
  resolutions,
  type HistoryPoint,
  type HistoryRange,
  type KeptDepth,
  type KeptDepths,
  type KeptRates,
  type OwnerId,
  type QueueId,
} from '@howdah/core';
import { statements } from '../statements.js';
import { int4Array, int8Array } from '../wire/array-parameters.js';
import type { Database } from '../wire/database.js';
import type { Reader } from '../wire/reader.js';

const seconds = (ms: number): number => Math.floor(ms / 1_000);
const firstSecond = (ms: number): number => Math.ceil(ms / 1_000);

/** Whether this broker is to count the depths. */
export async function keepRates(database: Database, owner: OwnerId, kept: readonly KeptRates[]): Promise<boolean> {
  let counts = false;
  for (const { resolution, at, queues } of kept) {
    const moved = [...queues.values()];
    const ins = moved.map((one) => one.in);
    const outs = moved.map((one) => one.out);
    const [row] = await database.run(statements.keepRates, [
      ...[owner, resolution, seconds(at), int4Array([...queues.keys()]), int4Array(ins), int4Array(outs)],
      ...[sum(ins), sum(outs)],
    ]);
    counts = row!['counts'] as boolean;
  }
  return counts;
}

export async function keepDepths(database: Database, kept: readonly KeptDepths[]): Promise<void> {
  for (const { resolution, at, total, queues } of kept) {
    const depths = [...queues.values()];
    await database.run(statements.keepDepths, [
      ...[resolution, seconds(at), int4Array([...queues.keys()])],
      ...(['ready', 'unacked', 'delayed', 'dead'] as const).map((state) => int8Array(depths.map((depth) => depth[state]))),
      int8Array([total.ready, total.unacked, total.delayed, total.dead]),
    ]);
  }
}

export async function readHistory(
  database: Pick<Reader, 'run'>,
  { resolution, from, to, queueId }: HistoryRange,
): Promise<HistoryPoint[]> {
  const [first, end] = [firstSecond(from), firstSecond(to)];
  const rows = await database.run(statements.readHistory, [resolution, first, end, queueId]);
  let last = queueId === null ? null : await lastDepth(database, queueId, first);
  return rows.map((row) => {
    const told = row['depth'] as string[] | null;
    if (told !== null && told.length > 0) last = depthOf(told);
    return {
      at: (row['at'] as number) * 1_000,
      in: row['moved_in'] as number,
      out: row['moved_out'] as number,
      depth: told === null ? null : last,
    };
  });
}

/** A queue that never changed was empty: each hour all that hold messages are told. */
async function lastDepth(database: Pick<Reader, 'run'>, queueId: QueueId, before: number): Promise<KeptDepth> {
  const [row] = await database.run(statements.lastDepth, [queueId, before]);
  return row === undefined ? depthOf(['0', '0', '0', '0']) : depthOf(row['depth'] as string[]);
}

export async function forgetFigures(database: Database, now: number): Promise<void> {
  for (const resolution of resolutions)
    await database.run(statements.forgetFigures, [resolution, seconds(now - historyKeptMs[resolution])]);
}

function depthOf([ready, unacked, delayed, dead]: readonly string[]): KeptDepth {
  return { ready: Number(ready), unacked: Number(unacked), delayed: Number(delayed), dead: Number(dead) };
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
