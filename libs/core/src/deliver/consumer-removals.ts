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
  #waiting: Waiting[] = [];
  #isRemoving = false;

  constructor(private readonly presence: Pick<PresenceStore, 'removeConsumers'>) {}

  /** Resolves when it is removed. @throws what made its transaction fail. */
  remove(id: ConsumerId): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, resolve, reject });
      if (!this.#isRemoving) void this.#removeAll();
    });
  }

  async #removeAll(): Promise<void> {
    this.#isRemoving = true;
    while (this.#waiting.length > 0) await this.#remove(this.#waiting.splice(0, idsMax));
    this.#isRemoving = false;
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
