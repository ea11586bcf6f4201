import type { Overview, QueueStatistics } from '../statistics/statistics-api.js';
import type { Pumps } from '../deliver/pumps.js';
import type { Queues } from '../deliver/queues.js';
import type { QueueId } from '../ports/message-store.js';
import type { Snapshots } from '../statistics/snapshots.js';
import { overviewOf } from '../statistics/overview.js';
import { noMessages, withAhead } from '../statistics/queue-figures.js';
import type { Traffic } from '../statistics/traffic.js';
import type { TopologyCache } from '../topology/topology-cache.js';

/** All figures of one instant. */
export interface Picture {
  /** ms since 1970. */
  readonly at: number;
  readonly overview: Overview;
  /** Those that hold messages, or have consumers or traffic. */
  readonly queues: ReadonlyMap<QueueId, QueueStatistics>;
}

export interface PictureContext {
  readonly snapshots: Snapshots;
  readonly queues: Queues;
  readonly pumps: Pumps;
  readonly topology: TopologyCache;
  readonly traffic: Traffic;
}

/** Makes pictures of the queues for those who watch. */
export class PictureBook {
  constructor(private readonly context: PictureContext) {}

  async take(): Promise<Picture> {
    const { snapshots, traffic } = this.context;
    const snapshot = await snapshots.latest();
    const { at, counts, consumers } = snapshot;
    const ids = new Set([...counts.keys(), ...consumers.keys(), ...traffic.busy()]);
    const queues = new Map<QueueId, QueueStatistics>();
    for (const id of ids) {
      const { queue } = this.context.queues.byId(id) ?? {};
      if (queue === undefined) continue;
      const { queueId: _, ...stored } = counts.get(id) ?? { queueId: id, ...noMessages };
      const { inRate, outRate } = traffic.of(id);
      const figures = withAhead(stored, this.context.pumps.aheadCount(id));
      const pauses = this.context.queues.pausesOf(id);
      queues.set(id, { queue, ...figures, pauses, consumers: consumers.get(id) ?? 0, inRate, outRate });
    }
    return { at, overview: overviewOf(snapshot, this.context), queues };
  }
}
