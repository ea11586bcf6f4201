import {
  BrokerError,
  type Durability,
  type Insert,
  type InsertRequest,
  type Message,
  type OwnerId,
  type Placement,
  type QueueId,
  type Seq,
} from '@howdah/core';
import { isDuplicateFlush } from '../sqlstate.js';
import type { Connection, Row } from '../wire/database.js';
import { FlushBatch } from './flush-batch.js';
import { findFlush, insertMessages, insertParameters } from './insert-messages.js';
import type { WakeUp } from './peers.js';
import { QueueRoom } from './queue-room.js';
import { RunKeys } from './run-keys.js';
import type { StoreContext } from './store-context.js';

/** A request as far as its queues take it. */
class Admitted implements Insert {
  readonly message: Message;
  readonly durable: boolean;
  readonly placements: readonly Placement[];
  readonly refusedBy: readonly QueueId[];

  constructor(
    readonly request: InsertRequest,
    room: QueueRoom,
  ) {
    this.message = request.message;
    this.durable = request.durable;
    const refused = request.placements.filter((placement) => !room.admit(placement, request.message.body.length));
    this.placements = request.placements.filter((placement) => !refused.includes(placement));
    this.refusedBy = refused.map(({ queueId }) => queueId);
  }
}

/** What one try has decided; after a lost answer it is what the database did. */
interface Decided {
  readonly admitted: readonly Admitted[];
  readonly batch: FlushBatch<Admitted>;
  /** Promised to consumers and not used. */
  readonly unused: ReadonlyMap<QueueId, number>;
}

export interface LimitedCommit extends Decided {
  /** Of the first message in the batch; null when all were refused. */
  readonly base: Seq | null;
  readonly held: boolean;
  /** Leased to this broker because they gave way; null when the answer was lost and nobody knows which. */
  readonly overflow: readonly Row[] | null;
}

/**
 * A group commit into queues with limits: a transaction that holds the queues' locks, so that what it counts stays true until it
 * commits, whoever else publishes. It may be run again after a lost answer: its identity collides, and the last try's decisions stand.
 */
export class LimitedFlush {
  /** What its commit says to other brokers. */
  wakeUp: WakeUp | null = null;
  #decided: Decided | null = null;

  constructor(
    private readonly requests: readonly InsertRequest[],
    /** How many new messages of each queue consumers here take at once. */
    private readonly credit: ReadonlyMap<QueueId, number>,
    private readonly flush: {
      readonly id: number;
      readonly previousId: number | null;
      readonly owner: OwnerId;
      readonly isLocal: boolean;
    },
    private readonly context: StoreContext,
  ) {}

  async commit(connection: Connection): Promise<LimitedCommit> {
    await connection.execute('begin');
    try {
      const room = await QueueRoom.enter(connection, this.requests, this.credit);
      const decided = this.#decide(room);
      this.#decided = decided;
      const stored = await this.#insert(connection, decided.batch);
      const overflow = await room.trim(connection, this.flush.owner);
      await connection.execute('commit');
      return { ...decided, ...stored, overflow };
    } catch (error) {
      if (!isDuplicateFlush(error)) throw error;
      await connection.execute('rollback');
      return this.#alreadyCommitted(connection);
    }
  }

  #decide(room: QueueRoom): Decided {
    const admitted = this.requests.map((request) => new Admitted(request, room));
    const batch = new FlushBatch<Admitted>();
    for (const one of admitted) if (one.placements.length > 0) batch.add(one);
    const unused = new Map(this.credit);
    batch.lease((queueId, count) => {
      const taken = Math.min(count, unused.get(queueId) ?? 0);
      unused.set(queueId, (unused.get(queueId) ?? 0) - taken);
      return taken;
    });
    return { admitted, batch, unused };
  }

  async #insert(connection: Connection, batch: FlushBatch<Admitted>): Promise<{ base: Seq | null; held: boolean }> {
    if (batch.inserts.length === 0) return { base: null, held: false };
    this.wakeUp ??= this.context.peers.wakeUpFor(batch.runs);
    const flush = { ...this.flush, finished: new RunKeys(), wakeUp: this.wakeUp?.payload ?? null };
    const inserted = await insertMessages(connection, insertParameters(batch, flush));
    if (!batch.transient) this.context.replication.saw(inserted.waits);
    return inserted;
  }

  async #alreadyCommitted(connection: Connection): Promise<LimitedCommit> {
    const found = await findFlush(connection, this.flush.id, this.flush.owner);
    return { ...this.#decided!, ...found!, overflow: null };
  }
}

/** Tells each publisher, in order. */
export function settleLimited({ admitted, batch, base }: LimitedCommit, durableReached: Durability): void {
  const positions = new Map(batch.inserts.map((insert, position) => [insert, position]));
  for (const one of admitted) {
    const seq = (base ?? 0) + (positions.get(one) ?? 0);
    const reached = one.request.durable ? durableReached : 'transient';
    one.request.settled(one.refusedBy.length === 0 ? null : queueFull(one.refusedBy), seq, reached);
  }
}

export function queueFull(queueIds: readonly QueueId[]): BrokerError {
  return new BrokerError('queue_full', 'a queue is full and takes no more messages', {
    remedy: 'publish again when consumers have made room, or raise the limit of the queue',
    details: { queueIds },
  });
}
