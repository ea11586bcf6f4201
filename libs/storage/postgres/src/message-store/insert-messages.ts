import type { Insert, OwnerId, Seq } from '@howdah/core';
import { statements, type Statement } from '../statements.js';
import { int4Array, int8Array } from '../wire/array-parameters.js';
import type { BindValue } from '../wire/bind-message.js';
import type { Connection } from '../wire/database.js';
import type { FlushBatch } from './flush-batch.js';
import { readInt8 } from './read-int8.js';
import type { RunKeys } from './run-keys.js';

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
  /** Payload to notify other brokers with, of whom somebody waits for what it makes ready. */
  readonly wakeUp: string | null;
}

export interface Inserted {
  /** Position of the first message. */
  readonly base: Seq;
  /** False: the owner was fenced meanwhile, and the runs are born ready. */
  readonly held: boolean;
  /** The commit waits for a standby, unless it is local. */
  readonly waits: boolean;
}

/** Parameters of insert_messages.sql. */
export function insertParameters<T extends Insert>(batch: FlushBatch<T>, flush: Flush): BindValue[] {
  return [...batch.parameters(), ...flushParameters(flush, batch.transient)];
}

export async function insertMessages(connection: Connection, parameters: readonly BindValue[]): Promise<Inserted> {
  return (await readOne(connection, statements.insertMessages, parameters))!;
}

/** Parameters of insert_pack.sql; null where that statement does not do for the flush. */
export function packParameters<T extends Insert>(batch: FlushBatch<T>, flush: Flush): BindValue[] | null {
  const { owner, id, previousId, finished, isLocal, wakeUp } = flush;
  if (isLocal || wakeUp !== null || !finished.allDurable) return null;
  const single = batch.single();
  return single && [owner, id, previousId, int8Array(finished.runIds), int4Array(finished.queueIds), ...single];
}

/** Null: the identity of the flush before is not there, or it was committed by a former try. */
export const insertPack = (connection: Connection, parameters: readonly BindValue[]): Promise<Inserted | null> =>
  readOne(connection, statements.insertPack, parameters);

async function readOne(connection: Connection, statement: Statement, parameters: readonly BindValue[]): Promise<Inserted | null> {
  let inserted: Inserted | null = null;
  await connection.read(statement, parameters, (row) => (inserted = readInserted(row)));
  return inserted;
}

/**
 * A flush that was committed though its answer was lost: where its messages lie, and whether what it leased is still `owner`'s. Null: it
 * was not.
 */
export async function findFlush(
  connection: Connection,
  id: number,
  owner: OwnerId,
): Promise<Pick<Inserted, 'base' | 'held'> | null> {
  const [row] = await connection.run(statements.findFlush, [id, owner]);
  return row === undefined ? null : { base: row['base'] as Seq, held: row['held'] as boolean };
}

/** Parameters 21 to 28. */
function flushParameters({ owner, finished, id, previousId, isLocal, wakeUp }: Flush, transient: boolean): BindValue[] {
  return [owner, int8Array(finished.runIds), int4Array(finished.queueIds), id, previousId, wakeUp, transient, isLocal];
}

/** int16 fields · int32 8 · int64 base · int32 1 · bool held · int32 1 · bool waits · … */
const readInserted = (row: Buffer): Inserted => ({ base: readInt8(row, 6), held: row[18] === 1, waits: row[23] === 1 });
