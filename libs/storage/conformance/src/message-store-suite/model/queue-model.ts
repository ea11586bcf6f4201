import type { QueueId, Seq } from '@howdah/core';
import type { Delivery } from '../actions.js';
import type { Broker } from './world.js';

/** What the model knows of one message in one queue. Times are in steps. */
export interface ModelEntry {
  readonly queueId: QueueId;
  readonly seq: Seq;
  readonly body: string;
  priority: number;
  dueAt: number | null;
  expiresAt: number | null;
  deadFrom: QueueId | null;
  attempts: number;
  redelivered: boolean;
  held: { readonly broker: Broker; readonly delivery: Delivery } | null;
}

/** The semantics of a message store, as plainly as they can be said. */
export class QueueModel {
  now = 0;
  /** Messages published so far; makes every body unique. */
  published = 0;
  readonly lastSeqOfLane = new Map<string, Seq>();
  #entries: ModelEntry[] = [];

  add(entry: ModelEntry): void {
    this.#entries.push(entry);
  }

  remove(gone: readonly ModelEntry[]): void {
    this.#entries = this.#entries.filter((entry) => !gone.includes(entry));
  }

  entries(queueId: QueueId): ModelEntry[] {
    return this.#entries.filter((entry) => entry.queueId === queueId).sort((a, b) => a.seq - b.seq);
  }

  claimable(queueId: QueueId): ModelEntry[] {
    const ready = this.entries(queueId).filter((entry) => !entry.held && entry.dueAt === null && !this.isExpired(entry));
    return ready.sort((a, b) => b.priority - a.priority || a.seq - b.seq);
  }

  /** Expired and held by nobody: gone, or to be gone with the next sweep. */
  expired(): ModelEntry[] {
    return this.#entries.filter((entry) => !entry.held && this.isExpired(entry));
  }

  due(): ModelEntry[] {
    return this.#entries.filter((entry) => entry.dueAt !== null && entry.dueAt <= this.now);
  }

  deadOf(queueId: QueueId): number {
    return this.#entries.filter((entry) => entry.deadFrom === queueId).length;
  }

  /** Held by a broker that lives. */
  held(): ModelEntry[] {
    return this.#entries.filter((entry) => entry.held !== null && entry.held.broker.lapsesAt === null);
  }

  heldBy(broker: Broker): ModelEntry[] {
    return this.#entries.filter((entry) => entry.held?.broker === broker);
  }

  lapsed(): ModelEntry[] {
    return this.#entries.filter((entry) => entry.held && (entry.held.broker.lapsesAt ?? Infinity) <= this.now);
  }

  reclaim(): ModelEntry[] {
    const lapsed = this.lapsed();
    for (const entry of lapsed) Object.assign(entry, { held: null, redelivered: true, attempts: entry.attempts + 1 });
    return lapsed;
  }

  isExpired(entry: ModelEntry): boolean {
    return entry.expiresAt !== null && entry.expiresAt <= this.now;
  }
}

export function queuesOf(entries: readonly ModelEntry[]): QueueId[] {
  return [...new Set(entries.map(({ queueId }) => queueId))].sort((a, b) => a - b);
}
