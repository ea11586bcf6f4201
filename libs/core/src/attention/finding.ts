import type { Fingerprint } from '../ports/failure-store.js';

/** Worst first: this is the order in which findings are told. */
export const harms = ['data_at_risk', 'not_moving', 'failing', 'slow', 'odd'] as const;
export type Harm = (typeof harms)[number];

/** messages_discarded, queue_full · no_consumers, stuck, refused_publications · dead_letters, retry_storm · old_messages · unroutable */
export type FindingCode =
  | 'messages_discarded'
  | 'queue_full'
  | 'no_consumers'
  | 'stuck'
  | 'refused_publications'
  | 'dead_letters'
  | 'retry_storm'
  | 'old_messages'
  | 'unroutable';

/** Numbers and names that show that it is so; which there are depends on the code. */
export interface Evidence {
  readonly ready?: number;
  readonly unacked?: number;
  readonly consumers?: number;
  /** When the oldest message that waits was published, ms since 1970. */
  readonly oldestAt?: number;
  /** The consumer that has held a message for longest, on this broker, and since when. */
  readonly consumer?: string;
  readonly heldSince?: number;
  /** Within the last hour or the one before, by the clock. */
  readonly attempts?: number;
  readonly deaths?: number;
  /** The group that most of them belong to. */
  readonly errorGroup?: Fingerprint;
  readonly errorName?: string;
  readonly limit?: number;
  /** Publishes that no queue wanted, through this broker, within the last minute. */
  readonly unroutable?: number;
  /** Messages of transactions that could not be stored, and why the newest of them was not. */
  readonly refused?: number;
  readonly reason?: string;
}

/** Something that somebody should look at. */
export interface Finding {
  readonly harm: Harm;
  readonly code: FindingCode;
  /** Null: it is about the broker. */
  readonly vhost: string | null;
  readonly queue: string | null;
  /** When this broker first saw it so, ms since 1970. */
  readonly since: number;
  readonly evidence: Evidence;
  /** What to do about it, one sentence. */
  readonly remedy: string;
}

/** What a rule finds; since when is known by whoever has looked before. */
export type Symptom = Omit<Finding, 'since' | 'vhost' | 'queue'> & {
  /** Among those of equal harm the larger comes first. */
  readonly weight: number;
};
