import type { OwnerId, QueueId } from './message-store.js';

/** Lengths of time, in seconds, that the past is kept in; each for as long as `kept` says. */
export const resolutions = [1, 10, 60] as const;
export type Resolution = (typeof resolutions)[number];

/** ms. */
export const historyKeptMs: Readonly<Record<Resolution, number>> = {
  1: 15 * 60_000,
  10: 6 * 3_600_000,
  60: 7 * 24 * 3_600_000,
};

/** What one broker moved in one stretch of time. */
export interface KeptRates {
  readonly resolution: Resolution;
  /** When the stretch begins, ms since 1970; a multiple of the resolution. */
  readonly at: number;
  /** Messages into and out of each queue that had any. */
  readonly queues: ReadonlyMap<QueueId, { readonly in: number; readonly out: number }>;
}

export interface KeptDepth {
  readonly ready: number;
  readonly unacked: number;
  readonly delayed: number;
  readonly dead: number;
}

/** How long queues were at the end of a stretch. */
export interface KeptDepths {
  readonly resolution: Resolution;
  readonly at: number;
  readonly total: KeptDepth;
  /** Of those that had changed. */
  readonly queues: ReadonlyMap<QueueId, KeptDepth>;
}

/** A stretch of the past. One that no broker has kept is not there: a gap, which is not zero. */
export interface HistoryPoint {
  readonly at: number;
  /** Messages, on all brokers. */
  readonly in: number;
  readonly out: number;
  /** Null: nobody counted then. Of a queue that did not change since, what it was last. */
  readonly depth: KeptDepth | null;
}

export interface HistoryRange {
  readonly resolution: Resolution;
  /** Included, ms since 1970. */
  readonly from: number;
  /** Excluded. */
  readonly to: number;
  /** Null: all queues together. */
  readonly queueId: QueueId | null;
}

/** The past in figures. Written without waiting for the disk: a crash of the database may lose the last moments. */
export interface HistoryStore {
  /** True when this broker is the one that counts the depths for all. Keeping the same stretch again replaces it. */
  keepRates(owner: OwnerId, rates: readonly KeptRates[]): Promise<boolean>;
  /** The first one who keeps a stretch is believed. */
  keepDepths(depths: readonly KeptDepths[]): Promise<void>;
  /** In order of time. */
  readHistory(range: HistoryRange): Promise<readonly HistoryPoint[]>;
}
