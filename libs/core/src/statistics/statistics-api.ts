import type { Session } from '../access/session.js';
import type { AttentionReport } from '../attention/attention-verb.js';
import type { QueueCounts, ReplicationStatus } from '../ports/message-store.js';
import type { OperationKind } from '../ports/operation-store.js';
import type { Queue, QueuePauses } from '../topology/model.js';

export interface QueueStatistics extends Omit<QueueCounts, 'queueId'> {
  readonly queue: Queue;
  readonly pauses: QueuePauses;
  /** On all brokers. */
  readonly consumers: number;
  /** Messages per second into and out of the queue through this broker, over the last 5 s. */
  readonly inRate: number;
  readonly outRate: number;
}

/** Part of a list in order of names, by UTF-16 code units. */
export interface NameRange {
  /** Behind this name; null: from the first. */
  readonly after: string | null;
  readonly limit: number;
}

export interface Overview {
  readonly totals: Omit<QueueCounts, 'queueId'>;
  readonly vhosts: number;
  readonly exchanges: number;
  readonly queues: number;
  readonly consumers: number;
  readonly inRate: number;
  readonly outRate: number;
}

export interface StatisticsVerbs {
  /** `statistics` of one queue. */
  queue(session: Session, vhost: string, queue: string): Promise<QueueStatistics>;
  /** By name. Only the queues of the range are counted; without one, all. */
  queues(session: Session, vhost: string, range?: NameRange): Promise<readonly QueueStatistics[]>;
  /** Whoever asks within a second is given the same lengths and consumers. The trace of the call tells how old they are. */
  overview(session: Session): Promise<Overview>;
  /** What is wrong now, worst first. */
  attention(session: Session): Promise<AttentionReport>;
  /** Whether a confirm stands for more than one copy; null before the first look. */
  replication(): ReplicationStatus | null;
  /** Monotonic counters for /metrics, of this broker. */
  counters(): BrokerCounters;
}

export interface BrokerCounters {
  published: number;
  unroutable: number;
  delivered: number;
  redelivered: number;
  acknowledged: number;
  released: number;
  retried: number;
  rejected: number;
  expired: number;
  deadLettered: number;
  leasesLost: number;
  /** Moved or removed by operations. */
  moved: Record<OperationKind, number>;
}
