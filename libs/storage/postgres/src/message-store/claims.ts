import type { Claim, OwnerId, QueueId, Seq, StoredMessage } from '@howdah/core';
import type { Connection, Database, Row } from '../wire/database.js';
import { isRepeatable } from '../sqlstate.js';
import { statements } from '../statements.js';
import { LocalRun } from './local-run.js';
import { parseMultirange, type Range } from './ranges.js';
import { readMessages } from './read-messages.js';
import type { StoreContext } from './store-context.js';

/**
 * A claim starts at the queue's very beginning this often: a transaction that committed late may lie before the cursor.
 * Where an idle transaction keeps the entries of finished runs alive the walk is long, so it may take up at most
 * one part in SWEEP_SHARE of the time.
 */
const SWEEP_MS = 3_000;
const SWEEP_SHARE = 50;
/**
 * Before a queue counts as empty the claim looks this far behind the cursor: some thousand flushes. One in order always does: of two
 * brokers' flushes the one with the lower positions may be committed last.
 */
const LATE_POSITIONS = 1024 * 1024;
/** Runs locked in one claim at most. */
const RUNS_MAX = 512;
/** Runs are of many sizes: so many times those expected are looked at, or every other claim comes back with a part of what is wanted. */
const RUNS_SPARE = 2;

/** Where a queue's ready runs start, as far as this broker knows, and how large they are. */
interface Cursor {
  position: number;
  sweepAt: number;
  messagesPerRun: number;
  readonly underWay: Set<ClaimUnderWay>;
  /** Each resolves when a claim has ended, however it did. */
  readonly claims: Set<Promise<void>>;
}

/** A claim that may not have seen what has become ready since it was sent. */
interface ClaimUnderWay {
  /** The first position that has become ready since; Infinity for none. */
  missed: number;
}

export interface ClaimRequest {
  readonly count: number;
  readonly bytes: number;
  readonly inOrder?: boolean;
  readonly owner: OwnerId;
  /** Makes the owner when something is found, a receiver's lease that lasts so long, ms; null: there is one. */
  readonly lastsMs: number | null;
}

export class Claims {
  readonly #cursors = new Map<QueueId, Cursor>();

  constructor(
    private readonly database: Database,
    private readonly context: () => StoreContext,
  ) {}

  claim(queueId: QueueId, request: ClaimRequest): Promise<Claim> {
    const cursor = this.#cursorOf(queueId);
    const claim = this.#claim(queueId, request, cursor);
    const ended = claim.then(
      () => void cursor.claims.delete(ended),
      () => void cursor.claims.delete(ended),
    );
    cursor.claims.add(ended);
    return claim;
  }

  async #claim(queueId: QueueId, request: ClaimRequest, cursor: Cursor): Promise<Claim> {
    if (Date.now() > cursor.sweepAt) return this.#sweep(queueId, request, cursor);
    const claim = await this.#claimFrom(queueId, request, cursor);
    if (claim.runs.length > 0 || claim.more || cursor.position === 0) return claim;
    cursor.position = Math.max(0, cursor.position - LATE_POSITIONS);
    return this.#claimFrom(queueId, request, cursor);
  }

  async #sweep(queueId: QueueId, request: ClaimRequest, cursor: Cursor): Promise<Claim> {
    const start = Date.now();
    cursor.position = 0;
    const claim = await this.#claimFrom(queueId, request, cursor);
    cursor.sweepAt = nextSweepAt(start);
    return claim;
  }

  /** A ready run at this position was committed here. */
  lower(queueId: QueueId, position: number): void {
    const cursor = this.#cursors.get(queueId);
    if (cursor === undefined) return;
    cursor.position = Math.min(cursor.position, position);
    for (const claim of cursor.underWay) claim.missed = Math.min(claim.missed, position);
  }

  /** Others have committed messages of this queue, perhaps later than what lies behind them. */
  lookBack(queueId: QueueId): void {
    this.lower(queueId, this.latePosition(queueId));
  }

  /** Before it nothing of this queue is committed late, but for what a sweep finds. */
  latePosition(queueId: QueueId): number {
    return Math.max(0, (this.#cursors.get(queueId)?.position ?? 0) - LATE_POSITIONS);
  }

  /** Messages of this queue went back to their old places: the next claim starts at the beginning. */
  rewind(queueId: QueueId): void {
    this.lower(queueId, 0);
  }

  /** Resolves when no claim that has begun by now is under way. */
  async ended(queueId: QueueId): Promise<void> {
    const claims = this.#cursors.get(queueId)?.claims;
    if (claims !== undefined) await Promise.all(claims);
  }

  /** Queues that were claimed from. */
  get queueIds(): readonly QueueId[] {
    return [...this.#cursors.keys()];
  }

  forget(queueId: QueueId): void {
    this.#cursors.delete(queueId);
  }

  #cursorOf(queueId: QueueId): Cursor {
    let cursor = this.#cursors.get(queueId);
    if (cursor === undefined)
      this.#cursors.set(
        queueId,
        (cursor = { position: 0, sweepAt: 0, messagesPerRun: 1, underWay: new Set(), claims: new Set() }),
      );
    return cursor;
  }

  async #claimFrom(queueId: QueueId, request: ClaimRequest, cursor: Cursor): Promise<Claim> {
    const { owner } = request;
    const underWay = { missed: Infinity };
    cursor.underWay.add(underWay);
    // No run is smaller than a message.
    const runLimit = Math.min(RUNS_MAX, request.count + 1, RUNS_SPARE * Math.ceil(request.count / cursor.messagesPerRun));
    return this.#leasing(queueId, owner, async (connection) => {
      const rows = await connection.run(statements.claimMessages, [
        queueId,
        request.count,
        request.bytes,
        owner,
        request.inOrder === true ? Math.max(0, cursor.position - LATE_POSITIONS) : cursor.position,
        runLimit,
        request.lastsMs,
      ]);
      const { more, is_cut: isCut } = rows[0]!;
      const leased = rows.filter((row) => row['id'] !== null);
      advance(cursor, leased, underWay.missed);
      return {
        runs: await this.readRuns(
          connection,
          leased.map((row) => ({ ...row, queue_id: queueId })),
          owner,
        ),
        more: more as boolean,
        isCut: isCut as boolean,
      };
    }).finally(() => cursor.underWay.delete(underWay));
  }

  /** A lease whose answer is lost is given back once the database answers again; a receiver's ends by itself. */
  async #leasing<T>(queueId: QueueId, owner: OwnerId, work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await this.database.with(work);
    } catch (error) {
      if (isRepeatable(error) && owner === this.context().owner) this.context().leaseLost(queueId);
      throw error;
    }
  }

  /** Rows of leased runs with their messages, in queue order. */
  async readRuns(connection: Connection, rows: readonly Row[], owner: OwnerId): Promise<LocalRun[]> {
    const ranges = rows.map((row) => parseMultirange(row['pending'] as string));
    const messages = new Map<Seq, StoredMessage>();
    const missing = this.context().recent.take(connection.place, ranges.flat(), messages);
    await readMessages(connection, missing, { messages });
    return rows.map((row, i) => {
      const members = ranges[i]!.flatMap((range) => messagesIn(messages, range));
      const run = new LocalRun(this.#fieldsOf(row, owner), members);
      if (owner === this.context().owner) this.context().held.add(run);
      return run;
    });
  }

  #fieldsOf(row: Row, owner: OwnerId) {
    return {
      queueId: row['queue_id'] as QueueId,
      runId: row['id'] as number,
      owner,
      durable: row['durable'] as boolean,
      redelivered: row['redelivered'] as boolean,
      priority: row['priority'] as number,
      attempts: row['attempts'] as number,
      deadFrom: row['dead_from'] as number | null,
      expiresAt: row['expires_at'] as number | null,
    };
  }
}

/** When to look at all there is again, after doing so since `begin`; both ms since 1970. */
export function nextSweepAt(begin: number): number {
  return Date.now() + Math.max(SWEEP_MS, (Date.now() - begin) * SWEEP_SHARE);
}

function advance(cursor: Cursor, rows: readonly Row[], missed: number): void {
  if (rows.length === 0) return;
  const size = rows.reduce((sum, row) => sum + (row['size'] as number), 0);
  cursor.messagesPerRun = Math.max(1, Math.round(size / rows.length));
  const ordinary = rows.filter((row) => row['priority'] === 0);
  if (ordinary.length > 0)
    cursor.position = Math.min(missed, ...ordinary.map((row) => parseMultirange(row['pending'] as string)[0]!.low));
}

function messagesIn(messages: ReadonlyMap<number, StoredMessage>, range: Range): StoredMessage[] {
  const found: StoredMessage[] = [];
  for (let seq = range.low; seq < range.high; seq++) {
    const message = messages.get(seq);
    if (message !== undefined) found.push(message);
  }
  return found;
}
