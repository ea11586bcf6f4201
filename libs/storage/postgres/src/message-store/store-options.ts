import type { Notifications } from '../notifications.js';
import type { DatabaseSource } from '../primary/primary.js';
import type { ReplicaReader } from '../replicas/replica-reader.js';
import type { BrokerDetails } from './leases.js';
import type { ReplicationRule } from './replication.js';
import { defaultSegmentLimits, type SegmentLimits } from './segments.js';

export type PostgresMessageStoreOptions = DatabaseSource & StoreOptions;

export interface StoreOptions {
  readonly notifications: Notifications;
  /** Shown to operators. */
  readonly name: string;
  /** Group commits of publishes in flight at once. Default 1: more are smaller, and cost more (docs/adr/0041-one-lane.md). */
  readonly lanes?: number;
  /** Connections for everything else. Default 6. */
  readonly connections?: number;
  /**
   * Leases are lost when this broker was not heard of for so long. Default 8,000 ms: others look for lost ones twice a second, so that what a
   * killed broker held is back within 10 s.
   */
  readonly leaseMs?: number;
  /** What a confirm asks of standbys. Default prefer. */
  readonly replication?: ReplicationRule;
  /** Shown to operators; asked with each heartbeat. Default: nothing. */
  readonly details?: () => BrokerDetails;
  /** For reads that need not be the newest. Default: they are read as all others. */
  readonly reader?: ReplicaReader;
  readonly segments?: SegmentLimits;
  /** Attempts are kept for so long. Default 14 days. */
  readonly attemptsKeptMs?: number;
  /** Bytes of messages that wait here and need not be read back, about. Default 128 MiB. */
  readonly recentBytes?: number;
}

export const dayMs = 86_400_000;

export const defaultOptions = {
  lanes: 1,
  connections: 6,
  leaseMs: 8_000,
  replication: 'prefer',
  segments: defaultSegmentLimits,
  attemptsKeptMs: 14 * dayMs,
  recentBytes: 128 * 1024 * 1024,
  details: (): BrokerDetails => ({ version: null, addresses: [] }),
} as const;
