import type { Log } from '../ports/log.js';
import type { MessageStore, ReplicationStatus } from '../ports/message-store.js';

/** Whether a confirm stands for more than one copy, and tells an operator when that changes. */
export class ReplicationWatch {
  /** Null before the first look. */
  status: ReplicationStatus | null = null;

  constructor(
    private readonly store: Pick<MessageStore, 'observeReplication'>,
    private readonly log: Log,
  ) {}

  async look(): Promise<void> {
    const before = this.status;
    this.status = await this.store.observeReplication();
    const { isReplicated, detail } = this.status;
    if (before === null || before.isReplicated === isReplicated) return;
    if (isReplicated) this.log.info('confirms stand for more than one copy again', { detail });
    else this.log.warn('confirms stand for a single copy', { detail });
  }
}
