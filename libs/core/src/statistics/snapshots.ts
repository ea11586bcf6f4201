import type { Clock } from '../ports/clock.js';
import type { QueueCounts, QueueId, ReplicaReads } from '../ports/message-store.js';
import type { PresenceStore } from '../ports/presence-store.js';
import { SharedLook, type LookPace } from '../reads/shared-look.js';
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

/** While a look costs up to 600 ms, no more than one fiftieth of the time goes there. */
const pace: LookPace = { soonest: 950, latest: 30_000, share: 50 };

/** Counts all queues for everybody who watches. */
export class Snapshots {
  readonly #look: SharedLook<Snapshot>;

  constructor(
    private readonly store: Pick<ReplicaReads, 'countMessages'>,
    private readonly presence: Pick<PresenceStore, 'countAllConsumers'>,
    clock: Clock,
  ) {
    this.#look = new SharedLook((at) => this.#take(at), pace, clock);
  }

  /** Usually less than 1 s old. */
  latest(): Promise<Snapshot> {
    return this.#look.latest();
  }

  async #take(at: number): Promise<Snapshot> {
    const [counts, consumers] = await Promise.all([this.store.countMessages(), this.presence.countAllConsumers()]);
    return {
      ...{ at, counts: new Map(counts.map((one) => [one.queueId, one])), consumers },
      ...{
        totals: counts.reduce(addCounts, noMessages),
        consumerCount: [...consumers.values()].reduce((sum, one) => sum + one, 0),
      },
    };
  }
}
