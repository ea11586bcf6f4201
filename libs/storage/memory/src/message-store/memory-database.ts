import type {
  AttemptRecord,
  Clock,
  ConnectionId,
  ConnectionRecord,
  ConsumerId,
  DeliveryRef,
  ErrorGroup,
  Fingerprint,
  Insert,
  OperationId,
  OwnerId,
  PresentConsumer,
  QueueId,
  Seq,
} from '@howdah/core';
import type { Entry } from './entry.js';
import { MemoryHistory } from './history.js';
import type { KeptAnswer } from './idempotency.js';
import type { KeptOperation } from './kept-operation.js';
import { MemoryIntakeTable } from './memory-intake.js';
import { MemoryQueue } from './memory-queue.js';

export type WakeListener = (queueIds: readonly QueueId[]) => void;

/** Who is connected, over all stores. */
export interface PresentState {
  readonly connections: Map<ConnectionId, ConnectionRecord>;
  readonly consumers: Map<ConsumerId, PresentConsumer>;
  /** ms since 1970. */
  readonly usedAt: Map<QueueId, number>;
  readonly listeners: ((queueId: QueueId) => void)[];
  readonly closeListeners: ((id: ConnectionId, reason: string) => void)[];
}

/** What several memory stores share, as brokers share one Postgres. */
export class MemoryDatabase {
  readonly queues = new Map<QueueId, MemoryQueue>();
  /** Living holders of leases and when their hold ends, ms since 1970. A lapsed one stays until its leases are reclaimed. */
  readonly owners = new Map<OwnerId, number>();
  /** Those of the owners, past ones too, that are receive calls. */
  readonly receivers = new Set<OwnerId>();
  readonly attempts = new Map<Seq, AttemptRecord[]>();
  /** In the order in which they were recorded. */
  readonly attemptLog: AttemptRecord[] = [];
  readonly intake = new MemoryIntakeTable();
  readonly history = new MemoryHistory();
  readonly errorGroups = new Map<Fingerprint, ErrorGroup>();
  /** By scope and key. */
  readonly answers = new Map<string, KeptAnswer>();
  readonly operations = new Map<OperationId, KeptOperation>();
  readonly present: PresentState = {
    connections: new Map(),
    consumers: new Map(),
    usedAt: new Map(),
    listeners: [],
    closeListeners: [],
  };
  readonly #listeners = new Set<WakeListener>();
  #lastSeq = 0;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  get lastSeq(): Seq {
    return this.#lastSeq;
  }

  isLiving(owner: OwnerId): boolean {
    return (this.owners.get(owner) ?? 0) > this.now();
  }

  queue(queueId: QueueId): MemoryQueue {
    let queue = this.queues.get(queueId);
    if (queue === undefined) this.queues.set(queueId, (queue = new MemoryQueue()));
    return queue;
  }

  *entries(): Generator<Entry> {
    for (const queue of this.queues.values()) yield* queue.entries();
  }

  /** The entry that a delivery refers to; null when its lease is lost. */
  leased({ lease, seq }: DeliveryRef): Entry | null {
    const entry = this.queues.get(lease.queueId)?.get(seq);
    const held = entry?.lease?.owner === lease.owner && entry.lease.runId === lease.runId;
    return entry !== undefined && held ? entry : null;
  }

  /** Stores a message once and places it in its queues. */
  append({ message, durable, placements }: Insert): Entry[] {
    const seq = ++this.#lastSeq;
    const stored = { ...message, id: message.id ?? seq };
    return placements.map((placement) => {
      const entry: Entry = { ...placement, seq, message: stored, durable, attempts: 0, redelivered: false, lease: null };
      this.queue(placement.queueId).put(entry);
      return entry;
    });
  }

  remove(entry: Entry): void {
    this.queues.get(entry.queueId)?.delete(entry);
  }

  recordAttempt(attempt: AttemptRecord): void {
    this.attemptLog.push(attempt);
    const known = this.attempts.get(attempt.messageId);
    if (known === undefined) this.attempts.set(attempt.messageId, [attempt]);
    else known.push(attempt);
  }

  listen(listener: WakeListener): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: WakeListener): void {
    this.#listeners.delete(listener);
  }

  /** Tells every open store but `except` that these queues have ready messages. */
  wake(queueIds: readonly QueueId[], except?: WakeListener): void {
    if (queueIds.length === 0) return;
    for (const listener of this.#listeners) if (listener !== except) listener(queueIds);
  }
}
