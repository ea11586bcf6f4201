import {
  advance,
  followedMax,
  refusing,
  reportItemsMax,
  type Chunk,
  type ChunkItem,
  type ChunkResult,
  type Insert,
  type Seq,
  type SkippedItem,
} from '@howdah/core';
import { statements } from '../statements.js';
import { boolArray, int2Array, int4Array, int8Array, textArray, timestampArray } from '../wire/array-parameters.js';
import type { Connection } from '../wire/database.js';
import { newFlushId } from './group-commit.js';
import { operationOf } from './operation-rows.js';
import { QueueRoom } from './queue-room.js';
import type { StoreContext } from './store-context.js';
import { insertAll } from './transactions.js';

/** Everything in one commit: messages out of their queue, their copies into another, and how far the operation is. */
export async function commitChunk(connection: Connection, chunk: Chunk, context: StoreContext): Promise<ChunkResult> {
  await connection.execute('begin');
  const [locked] = await connection.run(statements.lockOperation, [chunk.operationId, chunk.owner]);
  if (locked === undefined) {
    await connection.execute('rollback');
    return { operation: null, taken: [] };
  }
  const { admitted, refused } = await admit(connection, chunk.items);
  const { taken, missed } = await take(connection, chunk.queueId, admitted);
  const seqs = await insertCopies(connection, taken, context);
  const { newlySkipped, ...progress } = advance(operationOf(locked), chunk, { taken, missed, refused });
  const following = chunk.follows ? await follow(connection, chunk, taken, seqs, locked['following'] as number) : 0;
  const reported = await report(connection, chunk, newlySkipped, locked['reported'] as number);
  const { state, cursor, moved, skipped } = progress;
  const values = [chunk.operationId, state, cursor, moved, JSON.stringify(skipped), following, reported];
  const [advanced] = await connection.run(statements.advanceOperation, values);
  await connection.execute('commit');
  return { operation: operationOf(advanced!), taken };
}

/** Under the locks of queues with limits, which are kept whatever gives way there otherwise. */
async function admit(connection: Connection, items: readonly ChunkItem[]) {
  const copies = items.flatMap((item) => refusing(item).copy ?? []);
  const room = await QueueRoom.enter(connection, copies, new Map());
  const admitted: ChunkItem[] = [];
  const refused: ChunkItem[] = [];
  for (const item of items) {
    const placements = refusing(item).copy?.placements ?? [];
    const fits = placements.every((placement) => room.admit(placement, item.copy?.message.body.length ?? 0));
    (fits ? admitted : refused).push(item);
  }
  return { admitted, refused };
}

async function take(connection: Connection, queueId: number, items: readonly ChunkItem[]) {
  if (items.length === 0) return { taken: [], missed: [] };
  const seqs = items.map(({ seq }) => seq);
  const rows = await connection.run(statements.takeMessages, [queueId, int8Array(seqs), Math.max(...seqs)]);
  const there = new Set(rows.map((row) => row['seq'] as Seq));
  return { taken: items.filter(({ seq }) => there.has(seq)), missed: items.filter(({ seq }) => !there.has(seq)) };
}

/** A copy's runs are made apart from its content, for they may begin with failed attempts. */
async function insertCopies(connection: Connection, taken: readonly ChunkItem[], context: StoreContext): Promise<readonly Seq[]> {
  const items = taken.flatMap(({ copy, attempts }) => (copy === null ? [] : [{ copy, attempts }]));
  if (items.length === 0) return [];
  const contents = items.map(({ copy }) => ({ ...copy, placements: [] }));
  const seqs = await insertAll(connection, contents, newFlushId(), context);
  await makeRuns(connection, items, seqs);
  return seqs;
}

interface CopyToPlace {
  readonly copy: Insert;
  readonly attempts: number;
}

async function makeRuns(connection: Connection, items: readonly CopyToPlace[], seqs: readonly Seq[]): Promise<void> {
  const placed = items.flatMap(({ copy, attempts }, index) =>
    copy.placements.map((placement) => ({
      ...placement,
      seq: seqs[index]!,
      durable: copy.durable,
      size: copy.message.body.length,
      attempts,
    })),
  );
  await connection.run(statements.returnMessages, [
    int4Array(placed.map(({ queueId }) => queueId)),
    int8Array(placed.map(({ seq }) => seq)),
    int8Array(placed.map(({ seq }) => seq + 1)),
    boolArray(placed.map(({ durable }) => durable)),
    boolArray(placed.map(() => false)),
    int2Array(placed.map(({ priority }) => priority)),
    int4Array(placed.map(({ attempts }) => attempts)),
    int4Array(placed.map(({ deadFrom }) => deadFrom)),
    int8Array(placed.map(({ size }) => size)),
    timestampArray(placed.map(({ availableAt }) => availableAt)),
    timestampArray(placed.map(({ expiresAt }) => expiresAt)),
  ]);
}

/** Returns how many are followed now. */
async function follow(
  connection: Connection,
  { operationId }: Chunk,
  taken: readonly ChunkItem[],
  seqs: readonly Seq[],
  following: number,
): Promise<number> {
  const count = Math.min(seqs.length, followedMax - following);
  if (count <= 0) return 0;
  const moved = taken.filter(({ copy }) => copy !== null).slice(0, count);
  await connection.run(statements.followMessages, [
    operationId,
    int8Array(seqs.slice(0, count)),
    int8Array(moved.map(({ messageId }) => messageId)),
    int4Array(moved.map(({ copy }) => copy!.placements[0]!.queueId)),
  ]);
  return count;
}

/** Returns how many items the report has grown by. */
async function report(
  connection: Connection,
  { operationId }: Chunk,
  skipped: readonly SkippedItem[],
  reported: number,
): Promise<number> {
  const items = skipped.slice(0, Math.max(0, reportItemsMax - reported));
  if (items.length === 0) return 0;
  await connection.run(statements.reportMessages, [
    operationId,
    reported,
    int8Array(items.map(({ messageId }) => messageId)),
    textArray(items.map(({ reason }) => reason)),
    textArray(items.map(({ detail }) => detail)),
  ]);
  return items.length;
}
