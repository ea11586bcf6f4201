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

interface Recovery {
  /** It was asked for since it last began. */
  again: boolean;
  ended: Promise<void>;
}

/**
 * Whether a claim was committed whose answer was lost, nobody knows; what it leased would be held by a broker that does not know of it.
 * While no group commit and no claim is under way, every other run of the queue is known: those that are not are given back. So are,
 * after a failover that has lost commits, runs whose acknowledgment was among these.
 */
export class ClaimRecovery {
  readonly #running = new Map<QueueId, Recovery>();

  constructor(
    private readonly database: Database,
    private readonly lanes: readonly Lane[],
    private readonly context: RecoveryContext,
    /** Resolves when no claim from this queue is under way that began before. */
    private readonly claimsEnded: (queueId: QueueId) => Promise<void>,
    /** Messages are back in this queue. */
    private readonly returned: (queueId: QueueId) => Promise<void>,
  ) {}

  /** The answer to a claim in this queue was lost. */
  begin(queueId: QueueId): void {
    const running = this.#running.get(queueId);
    if (running !== undefined) return void (running.again = true);
    const recovery: Recovery = { again: true, ended: Promise.resolve() };
    this.#running.set(queueId, recovery);
    recovery.ended = this.#recover(queueId, recovery).finally(() => this.#running.delete(queueId));
  }

  /** Another node is the primary, which may not have all that the former one had committed. */
  async beginAll(): Promise<void> {
    while (!this.context.closing) {
      try {
        const rows = await this.database.run(statements.listLeasedQueues, [this.context.owner]);
        return rows.forEach((row) => this.begin(row['queue_id'] as QueueId));
      } catch {
        await setTimeout(RETRY_MS);
      }
    }
  }

  /** Resolves when nothing of this queue is leased without this broker's knowing. */
  async ended(queueId: QueueId): Promise<void> {
    await this.#running.get(queueId)?.ended;
  }

  async #recover(queueId: QueueId, recovery: Recovery): Promise<void> {
    const { context } = this;
    while (recovery.again && !context.closing) {
      recovery.again = false;
      await this.claimsEnded(queueId);
      try {
        await pauseAll(this.lanes, async () => {
          await context.acknowledgements.flush();
          await this.database.run(statements.releaseUnknown, [context.owner, queueId, int8Array(context.held.idsOf(queueId))]);
        });
        await this.returned(queueId);
      } catch {
        recovery.again = true;
        await setTimeout(RETRY_MS);
      }
    }
  }
}
