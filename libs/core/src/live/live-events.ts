import type { AttentionReport } from '../attention/attention-verb.js';
import type { Operation } from '../ports/operation-store.js';
import type { Overview, QueueStatistics } from '../statistics/statistics-api.js';

/** What a stream can tell of. */
export const liveTopics = ['overview', 'queues', 'attention', 'operations'] as const;
export type LiveTopic = (typeof liveTopics)[number];

export interface LiveFilter {
  readonly topics: readonly LiveTopic[];
  /** Queues and operations of this virtual host alone; null: of all that the session may see. */
  readonly vhost: string | null;
  /** This queue alone. */
  readonly queue: string | null;
}

export type LiveEvent =
  | { readonly topic: 'overview'; readonly at: number; readonly overview: Overview }
  | {
      readonly topic: 'queues';
      readonly at: number;
      /** These are all that hold messages or have traffic or consumers; else those that have changed. */
      readonly isComplete: boolean;
      readonly queues: readonly QueueStatistics[];
    }
  | {
      readonly topic: 'operations';
      readonly at: number;
      /** These are all that have not ended, or have within the last minute; else those that are new or went on. */
      readonly isComplete: boolean;
      readonly operations: readonly Operation[];
    }
  /** Findings have come or gone. */
  | { readonly topic: 'attention'; readonly report: AttentionReport };

/** Everything of one moment that a stream has not heard of. */
export interface LiveMoment {
  /** To go on behind it later, on the same broker. */
  readonly id: string;
  readonly events: readonly LiveEvent[];
}

/** May not throw. */
export interface LiveListener {
  tell(moment: LiveMoment): void;
  /** Nothing follows. */
  ended(reason: Error): void;
}
