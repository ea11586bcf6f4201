import { afterEach, beforeEach } from 'vitest';
import type { Arrival, Handoff, MessageStore, OwnerId, QueueId } from '@howdah/core';

/** What an application hands in. */
export type HandedIn = Omit<Arrival, 'id' | 'at'>;

/** An empty world of messages with its own time, in which a test opens stores as brokers do. */
export interface MessageStoreBench {
  /** How long (ms) a store may send no heartbeat. All times of the suite are shares of it. */
  readonly leaseMs: number;
  /** Another broker on the same data. */
  openStore(handoff?: Partial<Handoff>): Promise<OpenedStore>;
  /** A queue that nobody used. */
  nextQueueId(): QueueId;
  /** An application commits a transaction that has published these. */
  handIn(publications: readonly HandedIn[]): Promise<void>;
  /** The world's present, ms since 1970. */
  now(): number;
  /** Lets time pass for everybody. Stored instants may be shifted instead: a test compares them with `now` only. */
  advance(ms: number): Promise<void>;
  /** Every wake-up sent so far has reached the stores it is for. */
  hintsArrived(): Promise<void>;
  /** Ends every store that is still open, and the world. */
  close(): Promise<void>;
}

export interface OpenedStore {
  readonly store: MessageStore;
  /** As `open` gave it. */
  readonly owner: OwnerId;
  /** Ends the broker as SIGKILL would. */
  readonly kill: () => Promise<void>;
}

export type BenchSetup = () => Promise<MessageStoreBench>;

/** A bench of its own for each test of the surrounding block. */
export function benchForEachTest(setup: BenchSetup): () => MessageStoreBench {
  let bench: MessageStoreBench;
  beforeEach(async () => {
    bench = await setup();
  });
  afterEach(() => bench.close());
  return () => bench;
}

/** More than one lease time passes; only the survivors send heartbeats. */
export async function outliveLease(bench: MessageStoreBench, survivors: readonly MessageStore[]): Promise<void> {
  for (let step = 0; step < 2; step++) {
    await bench.advance(bench.leaseMs * 0.6);
    for (const store of survivors) await store.heartbeat();
  }
}
