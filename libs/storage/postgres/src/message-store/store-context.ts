import type { Handoff, LeasedRun, OwnerId, QueueId, Seq } from '@howdah/core';
import type { Connection, Row } from '../wire/database.js';
import type { Acknowledgements } from './acknowledgements.js';
import type { HeldRuns } from './held-runs.js';
import type { Peers } from './peers.js';
import type { RecentMessages } from './recent-messages.js';
import type { Replication } from './replication.js';

/** What the parts of one broker's store share. */
export interface StoreContext {
  readonly handoff: Handoff;
  /** This broker's fencing token; another one after it was fenced. */
  readonly owner: OwnerId;
  readonly acknowledgements: Acknowledgements;
  readonly peers: Peers;
  readonly held: HeldRuns;
  readonly recent: RecentMessages;
  readonly replication: Replication;
  /** A ready run was committed at this position. `isTold`: the commit has said so to other brokers; default false. */
  madeReady(queueId: QueueId, position: Seq, isTold?: boolean): void;
  /** Messages of this queue may have been leased to this broker without its knowing: the answer was lost. */
  leaseLost(queueId: QueueId): void;
  /** Rows of leased runs with their messages, in queue order. */
  readRuns(connection: Connection, rows: readonly Row[], owner: OwnerId): Promise<readonly LeasedRun[]>;
  /** Nothing is waited for any more. */
  readonly closing: boolean;
}
