import { setTimeout as pause } from 'node:timers/promises';
import { operations, type OutputOf } from '@howdah/contracts';
import type { BrokerClient } from './broker-client.js';
import type { ServiceName } from './services/service.js';
import { services } from './services/services.js';
import { vhost } from './topology.js';

export type QueueCounts = Pick<OutputOf<typeof operations.getQueueStatistics>, 'ready' | 'unacked' | 'delayed' | 'dead'>;

const nothing: QueueCounts = { ready: 0, unacked: 0, delayed: 0, dead: 0 };
const pauseMs = 200;
/** Longer than any lease or backoff of the demo. */
const standstillMsMax = 60_000;

/** Asks the broker again and again how long the queues are. */
export class QueueWatch {
  readonly #client: BrokerClient;
  #latest = new Map<string, QueueCounts>();

  constructor(client: BrokerClient) {
    this.#client = client;
  }

  /** As the broker said last. */
  of(service: ServiceName): QueueCounts {
    return this.#latest.get(service) ?? nothing;
  }

  /**
   * Resolves when `isComplete` and the queues of all services are empty, nothing is worked and nothing waits for its time.
   * Also when nothing has moved for a minute: what is left then is missing in the reconciliation.
   */
  async drained(isComplete: () => boolean, signal: AbortSignal): Promise<void> {
    for (let movedAt = Date.now(); ;) {
      const wasComplete = isComplete();
      if (await this.#read(signal)) movedAt = Date.now();
      if (wasComplete && services.every(({ name }) => isEmpty(this.of(name)))) return;
      if (wasComplete && Date.now() - movedAt > standstillMsMax) return;
      await pause(pauseMs, undefined, { signal });
    }
  }

  /** Whether anything has changed. */
  async #read(signal: AbortSignal): Promise<boolean> {
    const { items } = await this.#client.call(operations.listQueueStatistics, { query: { vhost }, signal });
    const before = this.#latest;
    const counts = new Map(items.map((item) => [item.queue, item]));
    this.#latest = new Map(services.map(({ name, queue }) => [name, counts.get(queue) ?? nothing]));
    return services.some(({ name }) => lengthsOf(before.get(name)) !== lengthsOf(this.of(name)));
  }
}

function isEmpty({ ready, unacked, delayed }: QueueCounts): boolean {
  return ready + unacked + delayed === 0;
}

function lengthsOf({ ready, unacked, delayed, dead }: QueueCounts = nothing): string {
  return `${ready} ${unacked} ${delayed} ${dead}`;
}
