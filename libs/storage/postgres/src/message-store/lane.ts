import { BrokerError, toBrokerError, type Insert, type InsertRequest, type QueueId, type Seq } from '@howdah/core';
import { isRepeatable } from '../sqlstate.js';
import type { Connection, Database } from '../wire/database.js';
import { Company } from './company.js';
import { FlushBatch } from './flush-batch.js';
import { GroupCommit, newFlushId, type FlushIdentity } from './group-commit.js';
import type { Inserted } from './insert-messages.js';
import { LimitedFlush, settleLimited, type LimitedCommit } from './limited-flush.js';
import { LocalRun } from './local-run.js';
import type { WakeUp } from './peers.js';
import type { StoreContext } from './store-context.js';

/** How long a flush of unknown outcome is repeated before its publishers are told that it is unknown. */
const RESOLVE_LIMIT_MS = 30_000;
const RETRY_MS = 100;

type Work = (connection: Connection) => Promise<void>;

/** Work that needs the lane to itself. */
interface Exclusive {
  readonly run: Work;
  readonly fail: (error: Error) => void;
}

/**
 * A serial stream of group commits on a connection of its own. Publishes gather while the previous commit is under way,
 * so batches form by themselves; messages of one lane commit in the order they came.
 */
export class Lane {
  #queue: (InsertRequest | Exclusive)[] = [];
  #running = false;
  #scheduled = false;
  #idle: (() => void)[] = [];
  #previous: FlushIdentity | null = null;
  #connection: Connection | null = null;
  readonly #company = new Company();

  constructor(
    private readonly database: Database,
    private readonly context: StoreContext,
  ) {}

  insert(request: InsertRequest): void {
    this.#queue.push(request);
    this.#company.note(this.#queue.length);
    this.#schedule();
  }

  /** Runs in turn with the group commits, and again while the connection breaks under it: it must bear repetition. */
  exclusive<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ run: async (connection) => resolve(await work(connection)), fail: reject });
      this.#schedule();
    });
  }

  /** Resolves when the lane has nothing left to do. */
  drained(): Promise<void> {
    if (!this.#running && this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  close(): void {
    this.#connection?.release();
    this.#connection = null;
  }

  /** At the end of the event loop's turn, so that everything one turn reads from all sockets shares a commit. */
  #schedule(): void {
    if (this.#running || this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#queue.length > 0) await this.#next();
    this.#running = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #next(): Promise<void> {
    const first = this.#queue[0];
    if (first === undefined) return;
    if (isExclusive(first)) {
      this.#queue.shift();
      return this.#resolving(first.run).catch(first.fail);
    }
    const company = this.#company.waitFor(this.#queue.length);
    if (company !== null) await company;
    return first.isLimited === true
      ? this.#flushLimited(this.#take(first).inserts)
      : this.#flush(this.#take(first), first.isLocal === true);
  }

  /** What comes next and is of one kind, as much as a flush takes. */
  #take(first: InsertRequest): FlushBatch<InsertRequest> {
    const batch = new FlushBatch<InsertRequest>();
    let count = 0;
    for (const item of this.#queue) {
      if (isExclusive(item) || !isOfKind(item, first) || !batch.add(item)) break;
      count++;
    }
    this.#company.commit(count);
    this.#queue = count === this.#queue.length ? [] : this.#queue.slice(count);
    return batch;
  }

  async #flush(batch: FlushBatch<InsertRequest>, isLocal: boolean): Promise<void> {
    const { context } = this;
    // What a failover may undo is not handed over: a primary that is cut off would deliver what the new one delivers, too.
    if (!isLocal) batch.lease((queueId, count) => context.handoff.reserve(queueId, count));
    const finished = context.acknowledgements.takeFinished();
    const owner = context.owner;
    try {
      const commit = new GroupCommit(batch, { owner, finished, previous: this.#previous, isLocal }, context);
      const { base, held } = await this.#commit(commit);
      deliverBorn({ batch, base, owner: held ? owner : null, wakeUp: commit.wakeUp }, context);
      if (!isLocal) this.#keepRecent(batch, base);
      const reached = context.replication.reached(isLocal);
      for (let i = 0; i < batch.inserts.length; i++) {
        const request = batch.inserts[i]!;
        request.settled(null, base + i, request.durable ? reached : 'transient');
      }
    } catch (thrown) {
      const error = toBrokerError(thrown);
      context.acknowledgements.restore(finished);
      for (const run of batch.runs) {
        if (!run.leased) continue;
        context.handoff.cancel(run.queueId, run.size);
        if (error.code === 'outcome_unknown') context.leaseLost(run.queueId);
      }
      for (const request of batch.inserts) request.settled(error, 0);
    }
  }

  /** Durable ones: a transient message's position may be another's after a crash. */
  #keepRecent(batch: FlushBatch<InsertRequest>, base: Seq): void {
    const { handoff, recent } = this.context;
    const place = this.#connection!.place;
    for (const run of batch.runs) {
      if (run.leased || !run.durable || run.availableAt !== null || !handoff.isConsumed(run.queueId)) continue;
      run.each((position) => {
        const { message, placements } = batch.inserts[position]!;
        if (placements.length === 1) recent.add(place, base + position, message);
      });
    }
  }

  async #flushLimited(requests: readonly InsertRequest[]): Promise<void> {
    const { context } = this;
    const credit = reserveEach(requests, context);
    const flush = { id: newFlushId(), previousId: this.#previous?.id ?? null, owner: context.owner, isLocal: false };
    const work = new LimitedFlush(requests, credit, flush, context);
    try {
      const commit = await this.#resolving((connection) => work.commit(connection));
      if (commit.base !== null) this.#previous = { id: flush.id, transient: commit.batch.transient };
      for (const [queueId, count] of commit.unused) if (count > 0) context.handoff.cancel(queueId, count);
      const { batch, base, held } = commit;
      if (base !== null) deliverBorn({ batch, base, owner: held ? flush.owner : null, wakeUp: work.wakeUp }, context);
      settleLimited(commit, context.replication.reached(false));
      await this.#handOverflow(commit, flush.owner);
    } catch (thrown) {
      const error = toBrokerError(thrown);
      for (const [queueId, count] of credit) {
        context.handoff.cancel(queueId, count);
        if (error.code === 'outcome_unknown') context.leaseLost(queueId);
      }
      for (const request of requests) request.settled(error, 0);
    }
  }

  /** What gave way is read and handed on; where that fails its lease is given back, and the next flush trims again. */
  async #handOverflow({ overflow, admitted }: LimitedCommit, owner: number): Promise<void> {
    const { context } = this;
    if (overflow?.length === 0) return;
    const queueIds = new Set(admitted.flatMap(({ placements }) => placements.map(({ queueId }) => queueId)));
    try {
      if (overflow === null) throw new Error('the answer was lost');
      const runs = await this.database.with((connection) => context.readRuns(connection, overflow, owner));
      for (const run of runs) context.handoff.overflow(run);
    } catch {
      for (const queueId of queueIds) context.leaseLost(queueId);
    }
  }

  async #commit(commit: GroupCommit): Promise<Pick<Inserted, 'base' | 'held'>> {
    const outcome = await this.#resolving((connection) => commit.commit(connection));
    this.#previous = commit.identity;
    return outcome;
  }

  /**
   * Repeats work on new connections while the connection breaks under it. Safe because all work of a lane carries an
   * identity (a flush's id) or is fenced (a lease's owner).
   */
  async #resolving<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const deadline = Date.now() + RESOLVE_LIMIT_MS;
    for (;;) {
      try {
        this.#connection ??= await this.database.connect();
        return await work(this.#connection);
      } catch (error) {
        this.#connection?.discard();
        this.#connection = null;
        if (!isRepeatable(error) || this.context.closing) throw error;
        if (Date.now() > deadline) throw unknownOutcome(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS * (0.5 + Math.random())));
      }
    }
  }
}

/** Runs work while none of the lanes has anything under way. */
export async function pauseAll(lanes: readonly Lane[], work: () => Promise<void>): Promise<void> {
  const [lane, ...others] = lanes;
  if (lane === undefined) return work();
  await lane.exclusive(() => pauseAll(others, work));
}

/** How many of the new messages of each queue consumers here take at once. */
function reserveEach(requests: readonly InsertRequest[], { handoff }: StoreContext): Map<QueueId, number> {
  const counts = new Map<QueueId, number>();
  for (const { placements } of requests) {
    for (const { queueId, availableAt } of placements)
      if (availableAt === null) counts.set(queueId, (counts.get(queueId) ?? 0) + 1);
  }
  for (const [queueId, count] of counts) counts.set(queueId, handoff.reserve(queueId, count));
  return counts;
}

/** Of one flush: what is limited goes by itself, and what does not wait for a standby, too. */
const isOfKind = (a: InsertRequest, b: InsertRequest): boolean =>
  (a.isLimited === true) === (b.isLimited === true) && (a.isLocal === true) === (b.isLocal === true);

const isExclusive = (item: InsertRequest | Exclusive): item is Exclusive => 'fail' in item;

function unknownOutcome(cause: unknown): BrokerError {
  return new BrokerError('outcome_unknown', 'the database went away while it was committing and did not come back in time', {
    cause,
    remedy: 'publish again, with an idempotency key if the message may not be doubled',
  });
}

interface Born {
  readonly batch: FlushBatch<Insert>;
  readonly base: Seq;
  /** Of the born-leased runs; null: they are ready instead. */
  readonly owner: number | null;
  readonly wakeUp: WakeUp | null;
}

/** Hands the born-leased runs over from memory and announces the others. */
function deliverBorn({ batch, base, owner, wakeUp }: Born, context: StoreContext): void {
  const ready: number[] = [];
  for (const run of batch.runs) {
    if (run.leased && owner === null) context.handoff.cancel(run.queueId, run.size);
    if (!run.leased || owner === null) {
      if (run.availableAt !== null) continue;
      context.madeReady(run.queueId, base + run.low, wakeUp?.queueIds.includes(run.queueId));
      ready.push(run.queueId);
      continue;
    }
    const messages: { seq: Seq; message: Insert['message'] }[] = [];
    run.each((position) => messages.push({ seq: base + position, message: batch.inserts[position]!.message }));
    const born = new LocalRun(
      {
        queueId: run.queueId,
        runId: base + run.low,
        owner,
        durable: run.durable,
        redelivered: false,
        priority: run.priority,
        attempts: 0,
        deadFrom: run.deadFrom,
        expiresAt: run.expiresAt,
      },
      messages,
    );
    context.held.add(born);
    context.handoff.deliver(born);
  }
  if (ready.length > 0) context.handoff.wake(ready);
}
