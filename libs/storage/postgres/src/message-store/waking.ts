import type { OwnerId, QueueId } from '@howdah/core';
import type { Claims } from './claims.js';
import type { PeersHandler } from './peers.js';
import type { StoreContext } from './store-context.js';

/** While messages of other brokers keep coming a queue is looked into this often, ms, and no broker tells another anything. */
const LOOK_AGAIN_MS = 5;

/** Has consumers here look for messages. */
export class Waking implements PeersHandler {
  readonly #looking = new Set<QueueId>();

  constructor(
    private readonly context: StoreContext,
    private readonly claims: Claims,
  ) {}

  get owner(): OwnerId {
    return this.context.owner;
  }

  woken(queueIds: readonly QueueId[]): void {
    for (const queueId of queueIds) this.claims.lookBack(queueId);
    this.context.handoff.wake(queueIds);
  }

  returned(queueIds: readonly QueueId[]): void {
    for (const queueId of queueIds) this.claims.rewind(queueId);
    this.context.handoff.wake(queueIds);
  }

  /** Its last ready messages were just claimed, and others may be committing the next: nobody tells of them before it was found empty. */
  emptied(queueId: QueueId): void {
    if (!this.context.peers.known || this.#looking.has(queueId)) return;
    this.#looking.add(queueId);
    setTimeout(() => {
      this.#looking.delete(queueId);
      if (!this.context.closing) this.woken([queueId]);
    }, LOOK_AGAIN_MS);
  }
}
