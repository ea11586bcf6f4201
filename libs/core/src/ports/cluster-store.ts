import type { OwnerId } from './message-store.js';

/** A broker that serves now. Instants in ms since 1970. */
export interface BrokerRecord {
  readonly id: OwnerId;
  readonly name: string;
  /** Null: it is of a version that did not say. */
  readonly version: string | null;
  /** URLs at which it takes clients. */
  readonly addresses: readonly string[];
  readonly startedAt: number;
  readonly heartbeatAgeMs: number;
}

/** One of the hosts that the database URL names, as it is found from here. */
export interface NodeRecord {
  /** host:port */
  readonly node: string;
  /** unusable: it cannot be reached, or it takes itself for the primary and is not. */
  readonly state: 'primary' | 'replica' | 'read-only' | 'unusable';
  /** Why it is not the primary; null: it is. */
  readonly detail: string | null;
  /** Reads go there while it is close enough to the primary. */
  readonly isReadFrom: boolean;
}

export interface PrimaryRecord {
  readonly node: string;
  /** Of Postgres. */
  readonly version: string;
  readonly timeline: number;
  readonly startedAt: number;
  /** Null: it has been the primary since it was made, or we may not know. */
  readonly promotedAt: number | null;
}

/** A standby as the primary sees it; null where the broker's role may not know. */
export interface StandbyRecord {
  readonly name: string;
  readonly address: string | null;
  /** startup, catchup, streaming, backup, stopping */
  readonly state: string | null;
  /** Commits wait for those that are sync or quorum. */
  readonly syncState: 'async' | 'potential' | 'sync' | 'quorum' | null;
  /** Of the log, that it has not replayed. */
  readonly lagBytes: number | null;
  /** Between a commit and its replay there, lately. */
  readonly lagMs: number | null;
}

export interface DatabaseHealth {
  readonly name: string;
  readonly sizeBytes: number;
  readonly connections: { readonly used: number; readonly max: number };
  readonly oldestTransaction: { readonly heldBy: string; readonly ageMs: number } | null;
  /** Who keeps vacuum from removing dead rows for longest. */
  readonly oldestHorizon: {
    readonly kind: 'session' | 'replica' | 'replication slot' | 'prepared transaction';
    readonly heldBy: string;
    readonly ageTransactions: number;
  } | null;
  readonly vacuum: {
    readonly isOn: boolean;
    readonly workers: { readonly used: number; readonly max: number };
    /** Of the broker's tables; an estimate. */
    readonly deadRows: number;
    readonly lastAt: number | null;
    /** Age of the oldest unfrozen row, in transactions, and at which age vacuum is forced. */
    readonly frozenAge: { readonly used: number; readonly max: number };
  };
}

/** Brokers and database at one moment. What the primary would have to tell is null or empty while there is none. */
export interface ClusterRecord {
  /** ms since 1970. */
  readonly at: number;
  readonly brokers: readonly BrokerRecord[];
  readonly nodes: readonly NodeRecord[];
  readonly primary: PrimaryRecord | null;
  readonly standbys: readonly StandbyRecord[];
  readonly database: DatabaseHealth | null;
}

/** Looks at what the brokers run on. Changes nothing. */
export interface ClusterStore {
  look(): Promise<ClusterRecord>;
}
