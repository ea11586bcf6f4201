import type { Clock } from '../ports/clock.js';
import type { QueueId } from '../ports/message-store.js';
import type { Origin } from '../settle/dead-letter.js';
import type { Queue } from './model.js';
import { removeQueue, type RemoveContext } from './remove-queue.js';

export interface QueueUseContext extends RemoveContext {
  readonly clock: Clock;
}

/** Watches which queues are used: some go with their last consumer, some when nobody has used them for a time. */
export class QueueUse {
  #whenUnused: (at: number) => void = () => undefined;
  /** When queues that expire may have been unused for long enough, as far as this broker knows; ms since 1970. */
  readonly #unusedAt = new Map<QueueId, number>();
  /** Auto-delete queues that a consumer has left since the last restore of the presence. */
  readonly #left = new Set<QueueId>();

  constructor(private readonly context: QueueUseContext) {}

  /** Calls with the time (ms since 1970) at which a queue that expires may have been unused for long enough. */
  onUnused(call: (at: number) => void): void {
    this.#whenUnused = call;
  }

  /** Of those times the next one after now; the others count as looked at. Infinity: none. */
  nextUnusedAt(): number {
    const now = this.context.clock.now();
    let next = Infinity;
    for (const [queueId, at] of this.#unusedAt) {
      if (at <= now) this.#unusedAt.delete(queueId);
      else next = Math.min(next, at);
    }
    return next;
  }

  /** It is declared, counted or read: the time of one that expires begins anew. */
  async touch({ queue, settings }: Origin): Promise<void> {
    if (settings.expiresMs === null) return;
    await this.context.presence.touchQueue(queue.id);
    this.#expectUnused(queue.id, settings.expiresMs);
  }

  /** A consumer goes, by `remove`. If the queue goes with its last one and that was it, it is deleted. */
  async leave(queueId: QueueId, remove: () => Promise<unknown>): Promise<void> {
    const queue = this.#queue(queueId);
    if (queue?.autoDelete === true) this.#left.add(queueId);
    await remove();
    if (queue === undefined) return;
    const { expiresMs } = this.context.topology.current.settingsOf(queue);
    if (expiresMs !== null) this.#expectUnused(queueId, expiresMs);
    if (queue.autoDelete) await this.#deleteVacated([queueId]);
  }

  /**
   * Restores the presence, then looks once more at the queues that were left before: removing the consumer may have failed, or a restore
   * at the same time may have brought it back for a moment.
   */
  async aroundRestore(restore: () => Promise<void>): Promise<void> {
    const left = [...this.#left];
    await restore();
    await this.#deleteVacated(left);
    for (const queueId of left) this.#left.delete(queueId);
  }

  /** Those that have no consumer. */
  async #deleteVacated(queueIds: readonly QueueId[]): Promise<void> {
    const queues = queueIds.flatMap((queueId) => this.#queue(queueId) ?? []);
    if (queues.length === 0) return;
    const counts = await this.context.presence.countConsumers(queues.map(({ id }) => id));
    for (const [index, queue] of queues.entries()) if (counts[index] === 0) await removeQueue(this.context, queue);
  }

  #queue(queueId: QueueId): Queue | undefined {
    return this.context.topology.current.queueById(queueId);
  }

  /** The time runs since the store was told, which is before now. */
  #expectUnused(queueId: QueueId, expiresMs: number): void {
    const at = this.context.clock.now() + expiresMs;
    this.#unusedAt.set(queueId, at);
    this.#whenUnused(at);
  }
}
