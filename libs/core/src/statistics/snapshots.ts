import type { Clock } from '../ports/clock.js';
import type { QueueCounts, QueueId, ReplicaReads } from '../ports/message-store.js';
import type { PresenceStore } from '../ports/presence-store.js';
import { tellSource, traced, type Traced } from '../reads/read-source.js';
import { addCounts, noMessages } from './queue-figures.js';

/** All queues that hold messages, at one instant. */
export interface Snapshot {
  /** ms since 1970. */
  readonly at: number;
  readonly counts: ReadonlyMap<QueueId, QueueCounts>;
  /** On all brokers; a queue without any is not there. */
  readonly consumers: ReadonlyMap<QueueId, number>;
  /** Of all queues together. */
  readonly totals: Omit<QueueCounts, 'queueId'>;
  readonly consumerCount: number;
}

/** ms between two looks at the store. They come less often where they take long: while one takes up to 600 ms, no more than one fiftieth of the time goes there. */
const look = { soonest: 950, latest: 30_000, share: 50 };

/** Counts all queues for everybody who watches: what it costs does not depend on how many do. */
export class Snapshots {
  #latest: Promise<Traced<Snapshot>> | null = null;
  #nextAt = -Infinity;

  constructor(
    private readonly store: Pick<ReplicaReads, 'countMessages'>,
    private readonly presence: Pick<PresenceStore, 'listConsumers'>,
    private readonly clock: Clock,
  ) {}

  /** Usually less than 1 s old. */
  latest(): Promise<Snapshot> {
    const now = this.clock.now();
    if (this.#latest !== null && now < this.#nextAt) return this.#latest.then(tellSource);
    this.#nextAt = now + look.soonest;
    const running = traced(() => this.#take(now));
    this.#latest = running;
    running.catch(() => {
      if (this.#latest === running) this.#latest = null;
    });
    return running.then(tellSource);
  }

  async #take(at: number): Promise<Snapshot> {
    const [counts, consumers] = await Promise.all([this.store.countMessages(), this.presence.listConsumers()]);
    const tookMs = this.clock.now() - at;
    this.#nextAt = at + Math.min(Math.max(look.soonest, tookMs * look.share), look.latest);
    return {
      ...{ at, counts: new Map(counts.map((one) => [one.queueId, one])), consumers: tally(consumers) },
      ...{ totals: counts.reduce(addCounts, noMessages), consumerCount: consumers.length },
    };
  }
}

function tally(consumers: readonly { readonly queueId: QueueId }[]): Map<QueueId, number> {
  const counts = new Map<QueueId, number>();
  for (const { queueId } of consumers) counts.set(queueId, (counts.get(queueId) ?? 0) + 1);
  return counts;
}
