import type { Insert, OwnerId, Seq } from '@howdah/core';
import { statements } from '../statements.js';
import { int4Array, int8Array } from '../wire/array-parameters.js';
import type { BindValue } from '../wire/bind-message.js';
import type { Connection } from '../wire/database.js';
import type { RunKeys } from './acknowledgements.js';
import type { FlushBatch } from './flush-batch.js';
import { readInt8 } from './read-int8.js';
import type { StoreContext } from './store-context.js';

/** What a group commit does besides storing its messages. */
export interface Flush {
  /** Who leases the born-leased runs. */
  readonly owner: OwnerId;
  /** Leased runs that are done. */
  readonly finished: RunKeys;
  readonly id: number;
  /** Of the lane's flush before, known to be committed. */
  readonly previousId: number | null;
  /** The commit does not wait for a standby. */
  readonly isLocal: boolean;
}

export interface Inserted {
  /** Position of the first message. */
  readonly base: Seq;
  /** False: the owner was fenced meanwhile, and the runs are born ready. */
  readonly held: boolean;
  /** The commit waits for a standby, unless it is local. */
  readonly waits: boolean;
}

/** Parameters of insert_messages.sql, the wake-up of whoever waits elsewhere included: to be made once, however often it is tried. */
export function insertParameters<T extends Insert>(batch: FlushBatch<T>, flush: Flush, context: StoreContext): BindValue[] {
  const wakeUp = context.peers.wakeUpFor(batch.runs);
  return [...batch.parameters((ms) => context.toDatabase(ms)), ...flushParameters(flush, wakeUp, batch.transient)];
}

export async function insertMessages(connection: Connection, parameters: readonly BindValue[]): Promise<Inserted> {
  let inserted: Inserted | null = null;
  await connection.read(statements.insertMessages, parameters, (row) => (inserted = readInserted(row)));
  return inserted!;
}

/** A flush that was committed though its answer was lost: where its messages lie, and whether what it leased is still `owner`'s. */
export async function findFlush(connection: Connection, id: number, owner: OwnerId): Promise<Pick<Inserted, 'base' | 'held'>> {
  const [row] = await connection.run(statements.findFlush, [id, owner]);
  return { base: row!['base'] as Seq, held: row!['held'] as boolean };
}

/** Parameters 21 to 28. */
function flushParameters(
  { owner, finished, id, previousId, isLocal }: Flush,
  wakeUp: string | null,
  transient: boolean,
): BindValue[] {
  return [owner, int8Array(finished.runIds), int4Array(finished.queueIds), id, previousId, wakeUp, transient, isLocal];
}

/** int16 fields · int32 8 · int64 base · int32 1 · bool held · int32 1 · bool waits · … */
const readInserted = (row: Buffer): Inserted => ({ base: readInt8(row, 6), held: row[18] === 1, waits: row[23] === 1 });
