import { BrokerError, type Durability, type ReplicationStatus } from '@howdah/core';
import { statements } from '../statements.js';
import type { Database } from '../wire/database.js';

/**
 * What a confirm asks of standbys. prefer: a commit waits for one that is in sync, and where none is configured a single copy is
 * enough. require: it is refused then. trust-provider: the storage below Postgres replicates, as managed services do, and
 * Postgres knows nothing of it.
 */
export type ReplicationRule = 'prefer' | 'require' | 'trust-provider';

/** Whether commits are replicated, as the last of them and the last look at the standbys have shown. */
export class Replication {
  /** synchronous_standby_names is not empty: a commit waits. */
  #waits = false;
  /** Standbys in sync; null where we may not see them. */
  #standbys: number | null = null;
  #names = '';

  constructor(private readonly rule: ReplicationRule) {}

  /** What a durable message has reached whose commit has ended. */
  reached(isLocal: boolean): Durability {
    return !isLocal && this.#isReplicated ? 'replicated' : 'local';
  }

  /** A commit has ended; it waited for a standby, or there was none to wait for. The latter is told as unknown where that is not enough. */
  saw(waits: boolean): void {
    this.#waits = waits;
    if (this.rule === 'require' && !waits)
      throw new BrokerError('outcome_unknown', 'the message was committed on the primary alone, and replication is required', {
        remedy: 'Publish it again; a copy may be delivered, too.',
      });
  }

  /** not_replicated when a commit would be one copy alone and that is not enough. */
  requireStandby(): void {
    if (this.rule !== 'require' || (this.#waits && this.#standbys !== 0)) return;
    throw new BrokerError('not_replicated', `no synchronous standby is in sync (${this.#detail}), and replication is required`, {
      remedy:
        'Bring a standby back; or set HOWDAH_REPLICATION=prefer to go on with a single copy; or give the queue x-durability local.',
    });
  }

  async observe(database: Database): Promise<ReplicationStatus> {
    const [row] = await database.run(statements.observeReplication, []);
    this.#names = row!['names'] as string;
    this.#waits = this.#names !== '';
    this.#standbys = row!['hidden'] === 0 ? (row!['standbys'] as number) : null;
    return { isReplicated: this.#isReplicated, detail: this.#detail };
  }

  get #isReplicated(): boolean {
    return this.rule === 'trust-provider' || (this.#waits && this.#standbys !== 0);
  }

  get #detail(): string {
    if (this.rule === 'trust-provider') return 'by the provider’s storage';
    if (!this.#waits) return 'synchronous_standby_names is empty';
    const count = this.#standbys === null ? 'a standby that this role may not see' : `standbys in sync: ${this.#standbys}`;
    return `${count}, synchronous_standby_names is ${this.#names}`;
  }
}
