import type { QueueId } from '../ports/message-store.js';
import type { RouteTarget } from '../publish/route-plan.js';
import type { Traffic } from '../statistics/traffic.js';
import type { Origin } from '../settle/dead-letter.js';
import type { Queue, QueuePauses } from '../topology/model.js';
import type { TopologyCache } from '../topology/topology-cache.js';

/** The queues as they are now, with their settings. */
export class Queues {
  constructor(
    private readonly topology: TopologyCache,
    private readonly traffic: Traffic,
  ) {}

  /** vhost_not_found, queue_not_found: after another look at the store, for another broker may just have declared it. */
  async find(vhost: string, name: string): Promise<Origin> {
    return this.#withSettings(await this.topology.find((current) => current.requireVhost(vhost).requireQueue(name)));
  }

  /** Null when it is gone. */
  byId(queueId: QueueId): Origin | null {
    const queue = this.topology.current.queueById(queueId);
    return queue === undefined ? null : this.#withSettings(queue);
  }

  pausesOf(queueId: QueueId): QueuePauses {
    return this.topology.current.pauses.of(queueId);
  }

  isDeliveryPaused(queueId: QueueId): boolean {
    return this.pausesOf(queueId).delivery !== null;
  }

  /** As a target of messages; null when there is none. */
  target(vhost: string, name: string): RouteTarget | null {
    const queue = this.topology.current.vhost(vhost)?.queues.get(name);
    if (queue === undefined) return null;
    const pause = this.pausesOf(queue.id).publishing;
    return { ...this.#withSettings(queue), traffic: this.traffic.of(queue.id), pause };
  }

  /** vhost_not_found */
  inVhost(vhost: string): readonly Queue[] {
    return [...this.topology.current.requireVhost(vhost).queues.values()];
  }

  withDeadLetterExchange(): readonly QueueId[] {
    const { current } = this.topology;
    return current.state.queues.filter((queue) => current.settingsOf(queue).deadLetterExchange !== null).map(({ id }) => id);
  }

  #withSettings(queue: Queue): Origin {
    return { queue, settings: this.topology.current.settingsOf(queue) };
  }
}
