import { statements } from '../statements.js';
import type { Database } from '../wire/database.js';

export interface SegmentLimits {
  /** The log goes on in a new segment when the newest has grown to this many bytes. */
  readonly segmentBytes: number;
  /** A closed segment that is wanted for no more than this many messages is freed, and they are copied forward. */
  readonly stragglers: number;
}

/** A head of this size that hardly anybody wants anything of is closed early, so that a drained log gives its disk back. */
const DRAINED_BYTES = 64 * 1024 * 1024;

export const defaultSegmentLimits: SegmentLimits = { segmentBytes: 512 * 1024 * 1024, stragglers: 1_000 };

interface Segment {
  readonly n: number;
  readonly bytes: number;
  readonly empty: boolean;
  readonly head: boolean;
  readonly closed: boolean;
  readonly wanted: number;
}

/** Keeps a segment ahead of the log's head, closes the head when it is large, frees what nobody refers to. */
export async function maintainSegments(database: Database, limits: SegmentLimits): Promise<void> {
  const segments = (await database.run(statements.listSegments, [])) as unknown as Segment[];
  const head = segments.find((segment) => segment.head);
  if (head !== undefined) await keepAhead(database, head, segments, limits);
  for (const segment of segments) if (segment.closed) await free(database, segment, head?.n ?? 0, limits);
  await database.run(statements.sweepStragglers, []);
}

async function keepAhead(database: Database, head: Segment, segments: readonly Segment[], limits: SegmentLimits): Promise<void> {
  if (!segments.some((segment) => segment.n === head.n + 1)) await database.run(statements.createSegment, [head.n + 1]);
  const drained = head.bytes >= DRAINED_BYTES && head.wanted <= limits.stragglers;
  if (head.bytes < limits.segmentBytes && !drained) return;
  await database.run(statements.createSegment, [head.n + 2]);
  await database.run(statements.advanceSegment, [head.n]);
}

async function free(database: Database, segment: Segment, head: number, limits: SegmentLimits): Promise<void> {
  if (segment.wanted > limits.stragglers) return;
  if (!segment.empty) await database.run(statements.freeSegment, [segment.n, limits.stragglers]);
  // A flush that took its positions just before the log moved on may still be writing to the segment behind the head.
  else if (segment.n < head - 1) await database.run(statements.dropSegment, [segment.n]);
}
