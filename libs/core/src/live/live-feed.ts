import { randomBytes } from 'node:crypto';
import type { Attention, Assessment } from '../attention/attention.js';
import type { Overview, QueueStatistics } from '../statistics/statistics-api.js';
import { toBrokerError } from '../errors.js';
import type { Lifecycle } from '../lifecycle.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { QueueId } from '../ports/message-store.js';
import type { Picture, PictureBook } from './picture-book.js';

/** A moment as all streams share it. */
export interface FeedMoment {
  readonly number: number;
  readonly at: number;
  readonly overview: Overview;
  /** By queue id. */
  readonly queues: Picture['queues'];
  /** Queues that are not as they were a moment before. */
  readonly changed: ReadonlySet<QueueId>;
  readonly assessment: Assessment;
  /** When the findings last changed, as the number of a moment. */
  readonly assessedAt: number;
}

export interface FeedContext {
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
  readonly attention: Attention;
  readonly pictures: PictureBook;
}

export interface FeedListener {
  moment(moment: FeedMoment): void;
  ended(reason: Error): void;
}

const tickMs = 1_000;
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

  /** Queues that have changed behind a moment; null when it is not remembered. */
  changedSince(number: number): ReadonlySet<QueueId> | null {
    const [oldest] = this.#past;
    if (oldest === undefined || number < oldest.number || number > this.#number) return null;
    return new Set(this.#past.filter((moment) => moment.number > number).flatMap(({ changed }) => [...changed]));
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
    const { pictures, attention } = this.context;
    const [picture, assessment] = await Promise.all([pictures.take(), attention.assess()]);
    const before = this.#past.at(-1);
    const number = ++this.#number;
    const isSame = before !== undefined && isTold(before.assessment, assessment);
    const moment = {
      ...{ number, ...picture, assessment },
      changed: changedQueues(before?.queues ?? new Map(), picture.queues),
      assessedAt: isSame ? before.assessedAt : number,
    };
    this.#past.push(moment);
    if (this.#past.length > remembered) this.#past.shift();
    return moment;
  }
}

/** An assessment is shared for two seconds: mostly it is the very same one. */
function isTold(before: Assessment, now: Assessment): boolean {
  return before === now || JSON.stringify(before.findings) === JSON.stringify(now.findings);
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
