import { Batches } from '../batches.js';
import type { ConsumerId, PresenceStore } from '../ports/presence-store.js';

/** Of one transaction, which holds the locks of all their queues. */
const idsMax = 500;

interface Waiting {
  readonly id: ConsumerId;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Removes consumers from the presence, those that go at about the same time in one transaction: a connection may take thousands with it.
 */
export class ConsumerRemovals {
  readonly #batches = new Batches<Waiting>((batch) => this.#remove(batch), idsMax);

  constructor(private readonly presence: Pick<PresenceStore, 'removeConsumers'>) {}

  /** Resolves when it is removed. @throws what made its transaction fail. */
  remove(id: ConsumerId): Promise<void> {
    return new Promise((resolve, reject) => this.#batches.add({ id, resolve, reject }));
  }

  async #remove(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.presence.removeConsumers(batch.map(({ id }) => id));
      for (const waiting of batch) waiting.resolve();
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
  }
}
