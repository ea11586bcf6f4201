import { randomBytes } from 'node:crypto';
import type { Attention, Assessment } from '../attention/attention.js';
import type { Overview, QueueStatistics } from '../statistics/statistics-api.js';
import { toBrokerError } from '../errors.js';
import type { Lifecycle } from '../lifecycle.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { MessageStore, QueueId } from '../ports/message-store.js';
import type { Operation, OperationId } from '../ports/operation-store.js';
import type { Picture, PictureBook } from './picture-book.js';

/** What is not as it was a moment before. */
export interface Changes {
  readonly queues: ReadonlySet<QueueId>;
  readonly operations: ReadonlySet<OperationId>;
}

/** A moment as all streams share it. */
export interface FeedMoment {
  readonly number: number;
  readonly at: number;
  readonly overview: Overview;
  /** By queue id. */
  readonly queues: Picture['queues'];
  readonly operations: readonly Operation[];
  readonly changed: Changes;
  readonly assessment: Assessment;
  /** When the findings last changed, as the number of a moment. */
  readonly assessedAt: number;
}

export interface FeedContext {
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
  readonly attention: Attention;
  readonly store: MessageStore;
  readonly pictures: PictureBook;
}

export interface FeedListener {
  moment(moment: FeedMoment): void;
  ended(reason: Error): void;
}

const tickMs = 1_000;
/** An operation that has ended is told of for so long, ms. */
const endedMs = 60_000;
/** Who comes back within so many moments is told what has changed since. */
const remembered = 60;

/** One look a second for all streams of this broker, and none while there is no stream. */
export class LiveFeed {
  /** Numbers of another broker, or of an earlier run, mean nothing here. */
  readonly epoch = randomBytes(4).toString('hex');
  readonly #listeners = new Set<FeedListener>();
  readonly #past: FeedMoment[] = [];
  #number = 0;
  #timer: Timer | null = null;
  #looking: Promise<FeedMoment> | null = null;

  constructor(private readonly context: FeedContext) {}

  get size(): number {
    return this.#listeners.size;
  }

  add(listener: FeedListener): void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#schedule();
  }

  remove(listener: FeedListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#timer?.cancel();
    this.#past.length = 0;
  }

  /** The moment that streams are at; the first one looks. */
  async current(): Promise<FeedMoment> {
    const latest = this.#listeners.size === 0 ? undefined : this.#past.at(-1);
    return latest ?? (await this.#look());
  }

  /** What has changed behind a moment; null when it is not remembered. */
  changedSince(number: number): Changes | null {
    const [oldest] = this.#past;
    if (oldest === undefined || number < oldest.number || number > this.#number) return null;
    const behind = this.#past.filter((moment) => moment.number > number).map(({ changed }) => changed);
    return {
      queues: new Set(behind.flatMap(({ queues }) => [...queues])),
      operations: new Set(behind.flatMap(({ operations }) => [...operations])),
    };
  }

  #schedule(): void {
    this.#timer?.cancel();
    this.#timer = this.context.clock.after(tickMs, () => void this.#tick());
  }

  async #tick(): Promise<void> {
    try {
      this.context.lifecycle.requireServing();
      const moment = await this.#look();
      for (const listener of [...this.#listeners]) listener.moment(moment);
    } catch (thrown) {
      const reason = toBrokerError(thrown);
      for (const listener of [...this.#listeners]) listener.ended(reason);
    }
    if (this.#listeners.size > 0) this.#schedule();
  }

  #look(): Promise<FeedMoment> {
    return (this.#looking ??= this.#take().finally(() => (this.#looking = null)));
  }

  async #take(): Promise<FeedMoment> {
    const { pictures, attention, store, clock } = this.context;
    const [picture, assessment, operations] = await Promise.all([
      pictures.take(),
      attention.assess(),
      store.operations.listCurrent(clock.now() - endedMs),
    ]);
    const before = this.#past.at(-1);
    const number = ++this.#number;
    const isSame = before !== undefined && isTold(before.assessment, assessment);
    const moment = {
      ...{ number, ...picture, assessment, operations },
      changed: {
        queues: changedQueues(before?.queues ?? new Map(), picture.queues),
        operations: changedOperations(before?.operations ?? [], operations),
      },
      assessedAt: isSame ? before.assessedAt : number,
    };
    this.#past.push(moment);
    if (this.#past.length > remembered) this.#past.shift();
    return moment;
  }
}

/** An assessment is shared: mostly it is the very same one. */
function isTold(before: Assessment, now: Assessment): boolean {
  return before === now || JSON.stringify(before.findings) === JSON.stringify(now.findings);
}

function changedOperations(before: readonly Operation[], now: readonly Operation[]): Set<OperationId> {
  const known = new Map(before.map((operation) => [operation.id, JSON.stringify(operation)]));
  return new Set(now.filter((operation) => known.get(operation.id) !== JSON.stringify(operation)).map(({ id }) => id));
}

function changedQueues(before: Picture['queues'], now: Picture['queues']): Set<QueueId> {
  const changed = new Set<QueueId>();
  for (const [id, one] of now) if (!isEqual(before.get(id), one)) changed.add(id);
  for (const id of before.keys()) if (!now.has(id)) changed.add(id);
  return changed;
}

const figures = ['ready', 'unacked', 'delayed', 'dead', 'deadLetters', 'oldestAt', 'consumers', 'inRate', 'outRate'] as const;

function isEqual(one: QueueStatistics | undefined, other: QueueStatistics): boolean {
  if (one === undefined || figures.some((name) => one[name] !== other[name])) return false;
  return one.pauses.delivery === other.pauses.delivery && one.pauses.publishing === other.pauses.publishing;
}
