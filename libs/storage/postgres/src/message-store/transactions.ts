import { countFailures } from '@howdah/core';
import type {
  AttemptRecord,
  IdempotencyKey,
  Insert,
  Seq,
  Settlement,
  SettleResult,
  Transaction,
  TransactionResult,
} from '@howdah/core';
import { isDuplicateFlush } from '../sqlstate.js';
import { statements } from '../statements.js';
import { boolArray, int2Array, int4Array, int8Array, textArray, timestampArray } from '../wire/array-parameters.js';
import type { Connection, Row } from '../wire/database.js';
import { deliveryParameters } from './delivery-parameters.js';
import { countFailures as recordFailures } from './failures.js';
import { FlushBatch } from './flush-batch.js';
import { findFlush, insertMessages, insertParameters } from './insert-messages.js';
import { queueFull } from './limited-flush.js';
import { QueueRoom } from './queue-room.js';
import { RunKeys } from './run-keys.js';
import type { StoreContext } from './store-context.js';

/** What a transaction inserts is leased to nobody. */
const nobody = 0;

type Return = Extract<Settlement, { kind: 'return' }>;

/** What the run of a settled message told about it. */
interface Origin {
  readonly bytes: number;
  /** In the database's time, as it stands there. */
  readonly expiresAt: number | null;
}

export interface CommittedTransaction extends TransactionResult {
  /** Queues with messages that are ready now. */
  readonly readyQueueIds: readonly number[];
  /** Leased to this broker because they gave way to new messages. */
  readonly overflow: readonly Row[];
}

/**
 * One transaction of inserts and settlements. The settlements go first, because a copy or return whose lease is lost
 * must not be made; then everything new; the flush's identity makes a repetition after a lost answer collide.
 */
export async function commitTransaction(
  connection: Connection,
  transaction: Transaction,
  flushId: number,
  context: StoreContext,
): Promise<CommittedTransaction> {
  if (isSettlementOnly(transaction)) return settleOnly(connection, transaction.settlements);
  await connection.execute('begin');
  try {
    const replayed = await useIdempotencyKey(connection, transaction);
    if (replayed !== null) {
      // The key's row was locked, which makes this a write that waits for the standby, as the first use may not have done.
      await connection.execute('commit');
      return replayed;
    }
    const result = await write(connection, transaction, flushId, context);
    await connection.execute('commit');
    return result;
  } catch (error) {
    if (!isDuplicateFlush(error)) throw error;
    await connection.execute('rollback');
    return alreadyCommitted(connection, transaction, flushId);
  }
}

/** Acks alone need no transaction around their one statement. */
const isSettlementOnly = (transaction: Transaction): boolean =>
  transaction.inserts.length === 0 &&
  transaction.idempotencyKey === null &&
  transaction.settlements.every((settlement) => settlement.kind === 'ack');

async function settleOnly(connection: Connection, settlements: readonly Settlement[]): Promise<CommittedTransaction> {
  const origins = await settle(connection, settlements);
  return { seqs: [], settlements: resultsOf(settlements, origins), replayed: null, readyQueueIds: [], overflow: [] };
}

async function write(
  connection: Connection,
  transaction: Transaction,
  flushId: number,
  context: StoreContext,
): Promise<CommittedTransaction> {
  const origins = await settle(connection, transaction.settlements);
  const standing = transaction.settlements.filter((_, i) => origins[i] !== undefined);
  const copies = standing.flatMap((settlement) =>
    settlement.kind === 'dead-letter' && settlement.copy !== null ? [settlement.copy] : [],
  );
  const room = await QueueRoom.enter(connection, [...transaction.inserts, ...copies], new Map());
  requireRoom(room, transaction.inserts);
  const taken = withRoom(room, copies);
  const seqs = await insertAll(connection, [...transaction.inserts, ...taken], flushId, context);
  await returnMessages(connection, transaction.settlements, origins);
  await recordAttempts(connection, standing);
  await recordFailures(connection, countFailures(standing));
  if (transaction.idempotencyKey !== null)
    await fillIdempotencyKey(connection, transaction.idempotencyKey, seqs.slice(0, transaction.inserts.length));
  return {
    seqs: seqs.slice(0, transaction.inserts.length),
    settlements: resultsOf(transaction.settlements, origins),
    replayed: null,
    readyQueueIds: readyQueues([...transaction.inserts, ...taken], standing),
    overflow: await room.trim(connection, context.owner),
  };
}

/** All or nothing: one queue that is full fails the whole. */
function requireRoom(room: QueueRoom, inserts: readonly Insert[]): void {
  for (const { message, placements } of inserts) {
    const full = placements.filter((placement) => !room.admit(placement, message.body.length));
    if (full.length > 0) throw queueFull(full.map(({ queueId }) => queueId));
  }
}

/** A full queue goes without the dead letter. */
function withRoom(room: QueueRoom, copies: readonly Insert[]): Insert[] {
  const taken = copies.map((copy) => ({
    ...copy,
    placements: copy.placements.filter((placement) => room.admit(placement, copy.message.body.length)),
  }));
  return taken.filter(({ placements }) => placements.length > 0);
}

async function settle(connection: Connection, settlements: readonly Settlement[]): Promise<(Origin | undefined)[]> {
  const origins: (Origin | undefined)[] = new Array<Origin | undefined>(settlements.length);
  if (settlements.length === 0) return origins;
  const rows = await connection.run(statements.settleMessages, deliveryParameters(settlements.map(({ delivery }) => delivery)));
  for (const row of rows)
    origins[(row['i'] as number) - 1] = { bytes: row['bytes'] as number, expiresAt: row['expires_at'] as number | null };
  return origins;
}

const resultsOf = (settlements: readonly Settlement[], origins: readonly (Origin | undefined)[]): SettleResult[] =>
  settlements.map((_, i) => (origins[i] === undefined ? 'lease_lost' : 'settled'));

/** A transaction may be larger than one flush takes: block n of it has the identity `flushId` + n. */
function* blocksOf(inserts: readonly Insert[]): Generator<FlushBatch<Insert>> {
  for (let start = 0; start < inserts.length;) {
    const batch = new FlushBatch<Insert>();
    while (start < inserts.length && batch.add(inserts[start]!)) start++;
    yield batch;
  }
}

/** In order; the positions that they got. */
export async function insertAll(
  connection: Connection,
  inserts: readonly Insert[],
  flushId: number,
  context: StoreContext,
): Promise<Seq[]> {
  const seqs: Seq[] = [];
  let id = flushId;
  for (const batch of blocksOf(inserts)) {
    const wakeUp = context.peers.wakeUpFor(batch.runs)?.payload ?? null;
    const flush = { owner: nobody, finished: new RunKeys(), id: id++, previousId: null, isLocal: false, wakeUp };
    const { base, waits } = await insertMessages(connection, insertParameters(batch, flush));
    if (!batch.transient) context.replication.saw(waits);
    batch.inserts.forEach((_, i) => seqs.push(base + i));
  }
  return seqs;
}

async function returnMessages(
  connection: Connection,
  settlements: readonly Settlement[],
  origins: readonly (Origin | undefined)[],
): Promise<void> {
  const returned = settlements.flatMap((settlement, i) =>
    settlement.kind === 'return' && origins[i] !== undefined ? [{ settlement, origin: origins[i] }] : [],
  );
  if (returned.length === 0) return;
  const runs = joinNeighbours(returned);
  await connection.run(statements.returnMessages, [
    int4Array(runs.map((run) => run.settlement.delivery.lease.queueId)),
    int8Array(runs.map((run) => run.low)),
    int8Array(runs.map((run) => run.high)),
    boolArray(runs.map((run) => run.settlement.run.durable)),
    boolArray(runs.map((run) => run.settlement.redelivered)),
    int2Array(runs.map((run) => run.settlement.run.priority)),
    int4Array(runs.map((run) => run.settlement.attempts)),
    int4Array(runs.map((run) => run.settlement.run.deadFrom)),
    int8Array(runs.map((run) => run.bytes)),
    timestampArray(runs.map((run) => run.settlement.availableAt)),
    timestampArray(runs.map((run) => run.expiresAt)),
  ]);
}

interface ReturnedRun {
  readonly settlement: Return;
  readonly expiresAt: number | null;
  readonly low: Seq;
  high: Seq;
  bytes: number;
}

/** Neighbouring messages that go back alike share a run again. */
function joinNeighbours(returned: readonly { settlement: Return; origin: Origin }[]): ReturnedRun[] {
  const sorted = [...returned].sort((a, b) => a.settlement.delivery.seq - b.settlement.delivery.seq);
  const runs: ReturnedRun[] = [];
  for (const { settlement, origin } of sorted) {
    const last = runs.at(-1);
    const { seq } = settlement.delivery;
    if (last !== undefined && last.high === seq && last.expiresAt === origin.expiresAt && alike(last.settlement, settlement)) {
      last.high++;
      last.bytes += origin.bytes;
    } else runs.push({ settlement, expiresAt: origin.expiresAt, low: seq, high: seq + 1, bytes: origin.bytes });
  }
  return runs;
}

const alike = (a: Return, b: Return): boolean =>
  a.delivery.lease.queueId === b.delivery.lease.queueId &&
  a.attempts === b.attempts &&
  a.redelivered === b.redelivered &&
  a.availableAt === b.availableAt &&
  a.run.priority === b.run.priority &&
  a.run.durable === b.run.durable &&
  a.run.deadFrom === b.run.deadFrom;

async function recordAttempts(connection: Connection, settlements: readonly Settlement[]): Promise<void> {
  const attempts = settlements.flatMap((settlement): AttemptRecord[] =>
    settlement.kind === 'ack' || settlement.attempt === null ? [] : [settlement.attempt],
  );
  if (attempts.length === 0) return;
  await connection.run(statements.recordAttempts, [
    int8Array(attempts.map((attempt) => attempt.messageId)),
    int4Array(attempts.map((attempt) => attempt.queueId)),
    int4Array(attempts.map((attempt) => attempt.number)),
    textArray(attempts.map((attempt) => attempt.consumer)),
    timestampArray(attempts.map((attempt) => attempt.startedAt)),
    timestampArray(attempts.map((attempt) => attempt.endedAt)),
    textArray(attempts.map((attempt) => attempt.outcome)),
    textArray(attempts.map((attempt) => attempt.error?.name ?? null)),
    textArray(attempts.map((attempt) => attempt.error?.message ?? null)),
    textArray(attempts.map((attempt) => attempt.error?.stack ?? null)),
    int8Array(attempts.map((attempt) => attempt.fingerprint)),
  ]);
}

async function useIdempotencyKey(connection: Connection, transaction: Transaction): Promise<CommittedTransaction | null> {
  const { idempotencyKey: key } = transaction;
  if (key === null) return null;
  const used = await connection.run(statements.useIdempotencyKey, [
    key.scope,
    key.key,
    key.digest,
    JSON.stringify(transaction.response ?? null),
  ]);
  if (used.length > 0) return null;
  const [row] = await connection.run(statements.readIdempotencyKey, [key.scope, key.key]);
  return {
    seqs: (row!['seqs'] as (string | number)[]).map(Number),
    settlements: [],
    replayed: { digest: row!['digest'] as Buffer, response: row!['response'] },
    readyQueueIds: [],
    overflow: [],
  };
}

async function fillIdempotencyKey(connection: Connection, key: IdempotencyKey, seqs: readonly Seq[]): Promise<void> {
  await connection.run(statements.fillIdempotencyKey, [key.scope, key.key, int8Array(seqs)]);
}

function readyQueues(inserts: readonly Insert[], settlements: readonly Settlement[]): number[] {
  const ids = new Set<number>();
  for (const insert of inserts)
    for (const placement of insert.placements) if (placement.availableAt === null) ids.add(placement.queueId);
  for (const settlement of settlements)
    if (settlement.kind === 'return' && settlement.availableAt === null) ids.add(settlement.delivery.lease.queueId);
  return [...ids];
}

/** The commit's answer was lost and the transaction repeated: the first time counts. */
async function alreadyCommitted(
  connection: Connection,
  transaction: Transaction,
  flushId: number,
): Promise<CommittedTransaction> {
  const seqs: Seq[] = [];
  let id = flushId;
  for (const batch of blocksOf(transaction.inserts)) {
    const { base } = (await findFlush(connection, id++, nobody))!;
    batch.inserts.forEach((_, i) => seqs.push(base + i));
  }
  return {
    seqs,
    settlements: transaction.settlements.map(() => 'settled'),
    replayed: null,
    readyQueueIds: readyQueues(transaction.inserts, transaction.settlements),
    overflow: [],
  };
}
