import type { Log } from '../ports/log.js';
import type { MessageStore, ReplicationStatus } from '../ports/message-store.js';

/** Between two looks, ms: in general, and while a copy is missing that was there, since publishers may be refused until it is back. */
const lookEveryMs = { calm: 1_000, missing: 200 };

/** Whether a confirm stands for more than one copy, and tells an operator when that changes. */
export class ReplicationWatch {
  /** Null before the first look. */
  status: ReplicationStatus | null = null;
  #hasBeenReplicated = false;

  constructor(
    private readonly store: Pick<MessageStore, 'observeReplication'>,
    private readonly log: Log,
  ) {}

  /** @returns ms until the next look */
  async look(): Promise<number> {
    const before = this.status;
    this.status = await this.store.observeReplication();
    if (before !== null && before.isReplicated !== this.status.isReplicated) this.#tell(this.status);
    this.#hasBeenReplicated ||= this.status.isReplicated;
    return this.#hasBeenReplicated && !this.status.isReplicated ? lookEveryMs.missing : lookEveryMs.calm;
  }

  #tell({ isReplicated, detail }: ReplicationStatus): void {
    if (isReplicated) this.log.info('confirms stand for more than one copy again', { detail });
    else this.log.warn('confirms stand for a single copy', { detail });
  }
}
