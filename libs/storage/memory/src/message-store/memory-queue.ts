import type { Seq } from '@howdah/core';
import type { Entry } from './entry.js';

/** The entries of one queue. */
export class MemoryQueue {
  /** In order of seq: seqs only grow, and a returned entry never left its place. */
  readonly #entries = new Map<Seq, Entry>();
  readonly #priorities = new Set<number>();

  put(entry: Entry): void {
    this.#entries.set(entry.seq, entry);
    this.#priorities.add(entry.priority);
  }

  get(seq: Seq): Entry | undefined {
    return this.#entries.get(seq);
  }

  delete(entry: Entry): void {
    this.#entries.delete(entry.seq);
  }

  /** By seq. */
  entries(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  /** As they are claimed: highest priority first, then by seq. Lazy, so that a claim costs what it takes. */
  *inClaimOrder(): Generator<Entry> {
    for (const priority of [...this.#priorities].sort((a, b) => b - a)) {
      for (const entry of this.#entries.values()) if (entry.priority === priority) yield entry;
    }
  }
}
