import { setTimeout } from 'node:timers/promises';
import type { QueueId } from '@howdah/core';
import { statements } from '../statements.js';
import { int8Array } from '../wire/array-parameters.js';
import type { Database } from '../wire/database.js';
import { pauseAll, type Lane } from './lane.js';
import type { StoreContext } from './store-context.js';

/** It is tried again after so long. */
const RETRY_MS = 200;

type RecoveryContext = Pick<StoreContext, 'owner' | 'acknowledgements' | 'held' | 'closing'>;

/**
 * Whether a claim was committed whose answer was lost, nobody knows; what it leased would be held by a broker that does not know of it.
 * While no group commit is under way, every other run of the queue is known: those that are not are given back.
 */
export class ClaimRecovery {
  readonly #running = new Map<QueueId, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly lanes: readonly Lane[],
    private readonly context: RecoveryContext,
    /** Messages are back in this queue. */
    private readonly returned: (queueId: QueueId) => Promise<void>,
  ) {}

  /** The answer to a claim in this queue was lost. */
  begin(queueId: QueueId): void {
    if (this.#running.has(queueId)) return;
    const recovered = this.#recover(queueId).finally(() => this.#running.delete(queueId));
    this.#running.set(queueId, recovered);
  }

  /** Resolves when nothing of this queue is leased without this broker's knowing. */
  async ended(queueId: QueueId): Promise<void> {
    await this.#running.get(queueId);
  }

  async #recover(queueId: QueueId): Promise<void> {
    const { context } = this;
    while (!context.closing) {
      try {
        await pauseAll(this.lanes, async () => {
          await context.acknowledgements.flush();
          await this.database.run(statements.releaseUnknown, [context.owner, queueId, int8Array(context.held.idsOf(queueId))]);
        });
        return await this.returned(queueId);
      } catch {
        await setTimeout(RETRY_MS);
      }
    }
  }
}
