import type { Authorizer } from '../access/authorizer.js';
import type { Connections } from '../connections/connections.js';
import type { CommitBarrier } from '../deliver/commit-barrier.js';
import type { Pumps } from '../deliver/pumps.js';
import type { Queues } from '../deliver/queues.js';
import type { Clock } from '../ports/clock.js';
import type { MessageStore } from '../ports/message-store.js';
import type { PresenceStore } from '../ports/presence-store.js';
import type { QueueUse } from './queue-use.js';
import type { TopologyCache } from './topology-cache.js';

/** What the verbs of the topology share. */
export interface TopologyContext {
  readonly topology: TopologyCache;
  readonly authorizer: Authorizer;
  /** Of the messages in the queues. */
  readonly store: MessageStore;
  readonly pumps: Pumps;
  readonly queues: Queues;
  readonly presence: PresenceStore;
  readonly connections: Connections;
  readonly barrier: CommitBarrier;
  readonly queueUse: QueueUse;
  readonly clock: Clock;
}
