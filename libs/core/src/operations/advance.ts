import type { Seq } from '../message/message.js';
import { targetFull, type Chunk, type ChunkItem, type Operation, type SkippedItem } from '../ports/operation-store.js';

/** What a store found when it took a chunk's messages. */
export interface TakenChunk {
  readonly taken: readonly ChunkItem[];
  /** Not there any more, or just being claimed. */
  readonly missed: readonly ChunkItem[];
  /** Their target had no room. */
  readonly refused: readonly ChunkItem[];
}

export interface Progress extends Pick<Operation, 'state' | 'cursor' | 'moved' | 'skipped'> {
  /** For the report. */
  readonly newlySkipped: readonly SkippedItem[];
}

/** How far an operation is after a chunk: up to the first message that was missed, which is looked at again. */
export function advance(operation: Operation, chunk: Chunk, { taken, missed, refused }: TakenChunk): Progress {
  const cursor: Seq = missed.reduce((least, { seq }) => Math.min(least, seq - 1), chunk.end);
  const newlySkipped = [...chunk.skipped, ...refused.map(withoutRoom)].filter(({ seq }) => seq <= cursor);
  const skipped: Record<string, number> = { ...operation.skipped };
  for (const { reason } of newlySkipped) skipped[reason] = (skipped[reason] ?? 0) + 1;
  const state = chunk.isLast && missed.length === 0 ? 'completed' : operation.state;
  return { state, cursor, moved: operation.moved + taken.length, skipped, newlySkipped };
}

function withoutRoom({ seq, messageId }: ChunkItem): SkippedItem {
  return { seq, messageId, reason: targetFull, detail: 'the queue that it would have gone to is full' };
}

/** With the room of its queue kept, whatever gives way there otherwise: an operation drops nobody's messages. */
export function refusing(item: ChunkItem): ChunkItem {
  if (item.copy === null) return item;
  const placements = item.copy.placements.map((placement) => ({
    ...placement,
    limit: placement.limit === null ? null : { ...placement.limit, overflow: 'reject' as const },
  }));
  return { ...item, copy: { ...item.copy, placements } };
}
