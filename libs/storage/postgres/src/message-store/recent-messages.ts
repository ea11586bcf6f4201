import type { Message, Seq, StoredMessage } from '@howdah/core';
import type { Range } from './ranges.js';

/** Of a message besides its body: the object, its properties, its place in the map. */
const overheadBytes = 600;
/** What nobody has claimed by then belongs to a backlog, or was taken by another broker. */
const keptMsMax = 10_000;

/**
 * Messages that this broker has stored as ready in queues that are consumed here: when it claims them a moment later they are
 * not read back (docs/adr/0057-recent-messages.md). What is stored never changes, so one that is here is what the database has;
 * after a failover a position may be another message's, so they are forgotten with the node that took them.
 * When it is full the older ones stay, for they are claimed first.
 */
export class RecentMessages {
  readonly #kept = new Map<Seq, StoredMessage>();
  #bytes = 0;
  #place: string | null = null;

  constructor(private readonly bytesMax: number) {}

  /** `place` is where it was committed: Connection.place. */
  add(place: string, seq: Seq, message: Message): void {
    if (place !== this.#place) this.#moveTo(place);
    const bytes = bytesOf(message);
    if (this.#bytes + bytes > this.bytesMax) return;
    this.#bytes += bytes;
    this.#kept.set(seq, { seq, message });
  }

  /** Takes what is here of these positions into `found`, and returns the positions that are not. */
  take(place: string, ranges: readonly Range[], found: Map<Seq, StoredMessage>): Range[] {
    if (place !== this.#place || this.#kept.size === 0) return [...ranges];
    const missing: Range[] = [];
    for (const { low, high } of ranges) {
      let first = low;
      for (let seq = low; seq < high; seq++) {
        const stored = this.#kept.get(seq);
        if (stored === undefined) continue;
        this.#forget(stored);
        found.set(seq, stored);
        if (first < seq) missing.push({ low: first, high: seq });
        first = seq + 1;
      }
      if (first < high) missing.push({ low: first, high });
    }
    return missing;
  }

  /** `now`: ms since 1970. */
  forgetOld(now: number): void {
    for (const stored of this.#kept.values()) {
      if (stored.message.publishedAt > now - keptMsMax) return;
      this.#forget(stored);
    }
  }

  #forget({ seq, message }: StoredMessage): void {
    this.#kept.delete(seq);
    this.#bytes -= bytesOf(message);
  }

  #moveTo(place: string): void {
    this.#kept.clear();
    this.#bytes = 0;
    this.#place = place;
  }
}

const bytesOf = ({ body, properties }: Message): number => body.length + properties.encoded.length + overheadBytes;
