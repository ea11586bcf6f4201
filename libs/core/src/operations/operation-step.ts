import type { BrokerCounters } from '../statistics/statistics-api.js';
import type { Queues } from '../deliver/queues.js';
import type { Clock } from '../ports/clock.js';
import type { MessageStore, PeekedMessage } from '../ports/message-store.js';
import type { Chunk, ChunkItem, Operation, SkippedItem } from '../ports/operation-store.js';
import type { PlanBook } from '../publish/plan-book.js';
import { expectTimes, type TimeWatcher } from '../publish/expect-times.js';
import { canaryRoom, whyPause } from './canary.js';
import { copyFor } from './redriven-message.js';
import { ReadPace } from './read-pace.js';
import { scan, type ScannedPage } from './scan.js';
import { judge } from './verdict.js';

export interface StepContext {
  readonly store: MessageStore;
  readonly queues: Queues;
  readonly plans: PlanBook;
  readonly clock: Clock;
  readonly counters: BrokerCounters;
  readonly watcher: TimeWatcher;
}

/** What is in one transaction at most, so that nobody waits for it long. */
const chunk = { matches: 500, reads: 5_000, bytes: 4 * 1024 * 1024 };
const wholeScope = { ...chunk, matches: Infinity };
/** ms between looks at what becomes of messages. */
const lookMs = 250;
/** A slow rate moves some messages every so often, ms. */
const rateStepMs = 500;

/** An operation after a step, and how long to wait before the next, ms; null: it is over, or another's. */
export interface Stepped {
  readonly operation: Operation;
  readonly waitMs: number;
}

/** The steps that one broker does of an operation. */
export class OperationSteps {
  readonly #pace = new ReadPace();
  /** When it was last looked at what became of messages, ms since 1970. */
  #lookedAt = -Infinity;

  constructor(private readonly context: StepContext) {}

  /** Counts the scope, or looks what became of messages and moves the next ones. */
  async next(operation: Operation): Promise<Stepped | null> {
    if (operation.total === null) return this.#count(operation);
    const followed = await this.#follow(operation);
    if (followed.state !== 'running') return null;
    const room = Math.min(canaryRoom(followed), roomByRate(followed));
    return room === 0 ? { operation: followed, waitMs: lookMs } : this.#move(followed, room);
  }

  async #count(operation: Operation): Promise<Stepped | null> {
    const { store } = this.context;
    let total = 0;
    for (let after = operation.cursor; ;) {
      const page = await scan(store, operation, after, wholeScope, this.#pace);
      total += page.messages.length;
      after = page.end;
      if (page.isLast) break;
    }
    const counted = await store.operations.setTotal(operation.id, store.owner, total);
    return counted === null ? null : { operation: counted, waitMs: 0 };
  }

  async #follow(operation: Operation): Promise<Operation> {
    const now = this.context.clock.now();
    if (now - this.#lookedAt < lookMs) return operation;
    this.#lookedAt = now;
    return follow(this.context, operation);
  }

  async #move(operation: Operation, room: number): Promise<Stepped | null> {
    const { store, counters, watcher } = this.context;
    const limits = { ...chunk, matches: Math.min(room, chunk.matches) };
    const page = await scan(store, operation, operation.cursor, limits, this.#pace);
    const result = await store.operations.commitChunk(await chunkOf(this.context, operation, page));
    if (result.operation === null) return null;
    counters.moved[operation.kind] += result.taken.length;
    for (const { copy } of result.taken) expectTimes(watcher, copy?.placements ?? []);
    const { ratePerSecond } = operation;
    const waitMs = ratePerSecond === null ? 0 : Math.ceil((result.taken.length / ratePerSecond) * 1_000);
    return { operation: result.operation, waitMs };
  }
}

/** Looks what became of messages, and pauses the operation when too much has failed. */
export async function follow({ store }: Pick<StepContext, 'store'>, operation: Operation): Promise<Operation> {
  if (operation.following === 0) return operation;
  const found = await store.operations.follow(operation.id);
  if (found === null) return operation;
  const reason = whyPause(found, found.failed - operation.failed);
  if (reason === null || found.state !== 'running') return found;
  return (await store.operations.change(found.id, { from: ['running'], to: 'paused', reason })) ?? found;
}

/** A broker's run of the operation waits after each chunk, so that the rate holds on average. */
function roomByRate({ ratePerSecond }: Operation): number {
  return ratePerSecond === null ? Infinity : Math.max(1, Math.floor((ratePerSecond * rateStepMs) / 1_000));
}

async function chunkOf(context: StepContext, operation: Operation, page: ScannedPage): Promise<Chunk> {
  const { store, queues, plans, clock } = context;
  const now = clock.now();
  const items: ChunkItem[] = [];
  const skipped: SkippedItem[] = [];
  const attempts = operation.resetAttempts ? none : await lastAttempts(context, operation, page.messages);
  for (const peeked of page.messages) {
    const { seq, message } = peeked;
    const messageId = message.id ?? seq;
    const judged = judge({ queues, plans, now }, operation, peeked);
    if (judged.kind === 'skip') {
      skipped.push({ seq, messageId, reason: judged.reason, detail: judged.detail });
      continue;
    }
    const { targets } = judged;
    const copy = targets.length === 0 ? null : copyFor(operation, peeked, targets, now);
    const limit = Math.min(...targets.map(({ settings }) => settings.deliveryLimit ?? Infinity));
    items.push({ seq, messageId, copy, attempts: Math.min(attempts.get(messageId) ?? 0, limit) });
  }
  const { end, isLast } = page;
  const follows = operation.kind === 'redrive';
  return { operationId: operation.id, owner: store.owner, queueId: operation.queueId, items, skipped, end, isLast, follows };
}

const none: ReadonlyMap<number, number> = new Map();

/** Of each message in the queue that it goes back to. */
async function lastAttempts({ store, queues }: StepContext, operation: Operation, messages: readonly PeekedMessage[]) {
  const byQueue = new Map<number, number[]>();
  for (const { seq, message } of messages) {
    const target = queues.target(operation.vhost, operation.target ?? message.deaths[0]?.queue ?? '');
    if (target === null) continue;
    byQueue.set(target.queue.id, [...(byQueue.get(target.queue.id) ?? []), message.id ?? seq]);
  }
  const found = new Map<number, number>();
  for (const [queueId, ids] of byQueue) {
    for (const [id, number] of await store.operations.lastAttempts(ids, queueId)) found.set(id, number);
  }
  return found;
}
