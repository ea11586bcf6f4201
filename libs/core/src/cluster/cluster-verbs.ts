import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import type { Clock } from '../ports/clock.js';
import type { ClusterRecord, ClusterStore } from '../ports/cluster-store.js';
import type { OwnerId, ReplicationStatus } from '../ports/message-store.js';
import type { ReplicationWatch } from '../upkeep/replication-watch.js';

export interface Cluster extends ClusterRecord {
  /** The broker that was asked. */
  readonly self: OwnerId;
  /** What a confirm stands for now; null before the first look. */
  readonly replication: ReplicationStatus | null;
}

export interface ClusterVerbs {
  /** Brokers, database nodes and what they are about. For viewers. */
  describe(session: Session): Promise<Cluster>;
}

export interface ClusterContext {
  readonly clusterStore: ClusterStore;
  readonly store: { readonly owner: OwnerId };
  readonly replication: ReplicationWatch;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
}

/** Whoever asks within this time, ms, is told the same: a look asks every node over a connection of its own. */
const freshMs = 2_000;

export function createClusterVerbs({ clusterStore, store, replication, authorizer, clock }: ClusterContext): ClusterVerbs {
  let latest: Promise<ClusterRecord> | null = null;
  let lookedAt = -Infinity;

  const look = (): Promise<ClusterRecord> => {
    if (latest !== null && clock.now() - lookedAt < freshMs) return latest;
    lookedAt = clock.now();
    const running = clusterStore.look();
    running.catch(() => {
      if (latest === running) latest = null;
    });
    return (latest = running);
  };

  return {
    async describe(session) {
      authorizer.requireRole(session, 'viewer');
      return { ...(await look()), self: store.owner, replication: replication.status };
    },
  };
}

/** Of a store that has no nodes. */
export function noCluster(clock: Clock): ClusterStore {
  const nothing = { brokers: [], nodes: [], primary: null, standbys: [], database: null };
  return { look: async () => ({ ...nothing, at: clock.now() }) };
}
