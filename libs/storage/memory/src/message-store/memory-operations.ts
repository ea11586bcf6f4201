import { advance, followedMax, refusing, reportItemsMax } from '@howdah/core';
import type * as core from '@howdah/core';
import { tracesOf, type FollowedMessage, type KeptOperation } from './kept-operation.js';
import { refuses } from './limits.js';
import type { MemoryDatabase } from './memory-database.js';

/** Operations in the memory that brokers share. */
export class MemoryOperations implements core.OperationStore {
  constructor(
    private readonly database: MemoryDatabase,
    /** Throws when the store is closed. */
    private readonly requireOpen: () => void,
  ) {}

  async position(): Promise<core.Seq> {
    return this.database.lastSeq;
  }

  async create(
    definition: core.OperationDefinition,
    cutoff: core.Seq,
    key: { readonly key: string; readonly digest: Buffer } | null,
  ) {
    this.requireOpen();
    const earlier = [...this.#all()].find(
      (kept) => key !== null && kept.key?.key === key.key && kept.operation.author === definition.author,
    );
    if (earlier?.key) return { operation: earlier.operation, replayed: { digest: earlier.key.digest } };
    const operation: core.Operation = {
      ...definition,
      ...{ id: this.database.operations.size + 1, cutoff, state: 'running', stateReason: null, cursor: 0, total: null, moved: 0 },
      ...{ skipped: {}, succeeded: 0, failed: 0, following: 0, createdAt: this.database.now(), endedAt: null },
    };
    this.database.operations.set(operation.id, { operation, owner: null, key, followed: [], report: [] });
    return { operation, replayed: null };
  }

  async get(id: core.OperationId): Promise<core.Operation | null> {
    return this.database.operations.get(id)?.operation ?? null;
  }

  async list({ vhost, before, limit }: Parameters<core.OperationStore['list']>[0]): Promise<readonly core.Operation[]> {
    return [...this.#all()]
      .map(({ operation }) => operation)
      .filter((operation) => operation.vhost === vhost && (before === null || operation.id < before))
      .sort((one, other) => other.id - one.id)
      .slice(0, limit);
  }

  async listCurrent(endedSince: number): Promise<readonly core.Operation[]> {
    return [...this.#all()]
      .map(({ operation }) => operation)
      .filter(({ endedAt, following }) => endedAt === null || following > 0 || endedAt >= endedSince)
      .sort((one, other) => other.id - one.id)
      .slice(0, 500);
  }

  async change(id: core.OperationId, { from, to, reason }: Parameters<core.OperationStore['change']>[1]) {
    this.requireOpen();
    const kept = this.database.operations.get(id);
    if (kept === undefined || !from.includes(kept.operation.state)) return null;
    const endedAt = to === 'aborted' ? (kept.operation.endedAt ?? this.database.now()) : null;
    return update(kept, { state: to, stateReason: reason, endedAt });
  }

  async lease(owner: core.OwnerId, limit: number): Promise<readonly core.Operation[]> {
    this.requireOpen();
    const running = [...this.#all()].filter(({ operation }) => operation.state === 'running');
    const free = running.filter((kept) => kept.owner === null || !this.database.isLiving(kept.owner));
    for (const kept of free.slice(0, limit)) kept.owner = owner;
    return running.filter((kept) => kept.owner === owner).map(({ operation }) => operation);
  }

  async release(owner: core.OwnerId): Promise<void> {
    for (const kept of this.#all()) if (kept.owner === owner) kept.owner = null;
  }

  async setTotal(id: core.OperationId, owner: core.OwnerId, total: number): Promise<core.Operation | null> {
    const kept = this.#held(id, owner);
    return kept === null ? null : update(kept, { total });
  }

  async commitChunk(chunk: core.Chunk): Promise<core.ChunkResult> {
    const kept = this.#held(chunk.operationId, chunk.owner);
    if (kept === null) return { operation: null, taken: [] };
    const taken: core.ChunkItem[] = [];
    const missed: core.ChunkItem[] = [];
    const refused: core.ChunkItem[] = [];
    for (const item of chunk.items) {
      const entry = this.database.queues.get(chunk.queueId)?.get(item.seq);
      if (entry === undefined || entry.lease !== null) missed.push(item);
      else if (this.#isRefused(item)) refused.push(item);
      else {
        this.database.remove(entry);
        this.#store(kept, item, chunk.follows);
        taken.push(item);
      }
    }
    const { newlySkipped, ...progress } = advance(kept.operation, chunk, { taken, missed, refused });
    this.#report(
      kept,
      newlySkipped.map((item) => ({ ...item, outcome: 'skipped' })),
    );
    const endedAt = progress.state === 'completed' ? this.database.now() : null;
    const operation = update(kept, { ...progress, endedAt });
    this.database.wake([...new Set(taken.flatMap(({ copy }) => copy?.placements.map(({ queueId }) => queueId) ?? []))]);
    return { operation, taken };
  }

  async follow(id: core.OperationId): Promise<core.Operation | null> {
    this.requireOpen();
    const kept = this.database.operations.get(id);
    if (kept === undefined) return null;
    const failures = kept.followed.flatMap((message) => {
      const failure = this.#failureOf(message);
      return failure === undefined ? [] : [{ message, failure }];
    });
    const failed = new Set(failures.map(({ message }) => message));
    const waiting = kept.followed.filter((message) => !failed.has(message) && this.#isThere(message));
    const succeeded = kept.followed.length - failed.size - waiting.length;
    this.#report(
      kept,
      failures.map(({ message, failure: { outcome, error } }) => ({
        ...{ messageId: message.messageId, outcome: 'failed', reason: error?.name ?? outcome, detail: error?.message ?? '' },
      })),
    );
    kept.followed = waiting;
    const { operation } = kept;
    return update(kept, { succeeded: operation.succeeded + succeeded, failed: operation.failed + failed.size });
  }

  async listFollowing(): Promise<readonly core.OperationId[]> {
    return [...this.#all()]
      .filter(({ operation, followed }) => operation.state !== 'running' && followed.length > 0)
      .map(({ operation }) => operation.id);
  }

  async listReport(id: core.OperationId, { after, limit }: { readonly after: number; readonly limit: number }) {
    const report = this.database.operations.get(id)?.report ?? [];
    return report.filter(({ position }) => position > after).slice(0, limit);
  }

  async listTraces(messageId: core.Seq): Promise<readonly core.MessageTrace[]> {
    return [...this.#all()].flatMap((kept) => tracesOf(kept, messageId)).sort((one, other) => one.at - other.at);
  }

  async lastAttempts(messageIds: readonly core.Seq[], queueId: core.QueueId): Promise<ReadonlyMap<core.Seq, number>> {
    const found = new Map<core.Seq, number>();
    for (const id of messageIds) {
      const last = this.database.attempts.get(id)?.findLast((attempt) => attempt.queueId === queueId);
      if (last !== undefined) found.set(id, last.number);
    }
    return found;
  }

  #all(): IterableIterator<KeptOperation> {
    return this.database.operations.values();
  }

  /** Null when it is another's by now, or no more running. */
  #held(id: core.OperationId, owner: core.OwnerId): KeptOperation | null {
    this.requireOpen();
    const kept = this.database.operations.get(id);
    return kept !== undefined && kept.owner === owner && kept.operation.state === 'running' ? kept : null;
  }

  #isRefused(item: core.ChunkItem): boolean {
    const { copy } = refusing(item);
    if (copy === null) return false;
    return copy.placements.some(
      ({ queueId, limit }) => limit !== null && refuses(this.database, queueId, limit, [copy.message.body]),
    );
  }

  #store(kept: KeptOperation, { copy, attempts, messageId }: core.ChunkItem, follows: boolean): void {
    if (copy === null) return;
    const entries = this.database.append(copy);
    for (const entry of entries) entry.attempts = attempts;
    const [first] = entries;
    if (!follows || first === undefined || kept.followed.length >= followedMax) return;
    kept.followed.push({ messageId, seq: first.seq, queueId: first.queueId, movedAt: this.database.now() });
  }

  #failureOf({ messageId, queueId, movedAt }: FollowedMessage): core.AttemptRecord | undefined {
    return this.database.attempts.get(messageId)?.find((attempt) => attempt.queueId === queueId && attempt.endedAt >= movedAt);
  }

  #isThere({ queueId, seq }: FollowedMessage): boolean {
    return this.database.queues.get(queueId)?.get(seq) !== undefined;
  }

  #report({ report }: KeptOperation, items: readonly Omit<core.ReportItem, 'position' | 'at'>[]): void {
    for (const { messageId, outcome, reason, detail } of items.slice(0, Math.max(0, reportItemsMax - report.length)))
      report.push({ position: report.length + 1, messageId, outcome, reason, detail, at: this.database.now() });
  }
}

function update(kept: KeptOperation, change: Partial<core.Operation>): core.Operation {
  kept.operation = { ...kept.operation, ...change, following: kept.followed.length };
  return kept.operation;
}
