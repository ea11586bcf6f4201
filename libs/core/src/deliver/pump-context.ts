import type { LeasedRun, StoredMessage } from '../ports/message-store.js';
import type { Log } from '../ports/log.js';
import type { CommitBarrier } from './commit-barrier.js';
import type { HandOverContext } from './hand-over.js';

export interface PumpContext extends HandOverContext {
  readonly log: Log;
  readonly barrier: CommitBarrier;
  /** Back to the queue as if they had never left it. */
  giveBack(run: LeasedRun, messages: readonly StoredMessage[]): void;
}
