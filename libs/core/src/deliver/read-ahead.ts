import type { Seq } from '../message/message.js';
import type { RunPart } from './merge-runs.js';

/** Messages kept for consumers that have no credit yet, at most; and their bytes, about. */
const messagesMax = 1_000;
const bytesMax = 4 * 1024 * 1024;
/** Consumers are trusted to take as many messages as they took in the last one or two of these windows, ms. */
const windowMs = 50;

/**
 * Messages of a queue that are leased and in memory before a consumer has credit for them: as many as the consumers here took a moment ago.
 * Without it each claim waits for acknowledgments and each acknowledgment for a claim, and what is published faster than that is read back.
 */
export class ReadAhead {
  #parts: RunPart[] = [];
  #count = 0;
  #bytes = 0;
  /** Taken by consumers in the window that runs, and in the one before. */
  #taken = 0;
  #takenBefore = 0;
  #windowEndsAt = 0;

  constructor(
    /** So many have to be taken in the last one or two windows; null: nothing is kept ahead. */
    public from: number | null,
  ) {}

  /** Messages. */
  get count(): number {
    return this.#count;
  }

  /** How many may be kept now. */
  limit(now: number): number {
    if (this.from === null || this.#bytes >= bytesMax) return 0;
    this.#turnWindow(now);
    const recent = this.#taken + this.#takenBefore;
    return recent < this.from ? 0 : Math.min(messagesMax, recent);
  }

  /** Consumers took so many. */
  note(count: number, now: number): void {
    this.#turnWindow(now);
    this.#taken += count;
  }

  /** Behind what is kept already. */
  add(part: RunPart): void {
    this.#parts.push(part);
    this.#count += part.messages.length;
    for (const { message } of part.messages) this.#bytes += message.body.length;
  }

  /** Hands out from the front; `hand` takes as much of a part as it can and returns the rest. */
  drain(hand: (part: RunPart) => RunPart | null): void {
    const parts = this.takeAll();
    for (let i = 0; i < parts.length; i++) {
      const rest = hand(parts[i]!);
      if (rest === null) continue;
      this.add(rest);
      for (const later of parts.slice(i + 1)) this.add(later);
      return;
    }
  }

  takeAll(): RunPart[] {
    const parts = this.#parts;
    this.#parts = [];
    this.#count = this.#bytes = 0;
    return parts;
  }

  /** The highest position that is kept; 0 when nothing is. */
  get lastSeq(): Seq {
    return this.#parts.reduce((last, { messages }) => Math.max(last, messages.at(-1)?.seq ?? 0), 0);
  }

  #turnWindow(now: number): void {
    if (now < this.#windowEndsAt) return;
    this.#takenBefore = now < this.#windowEndsAt + windowMs ? this.#taken : 0;
    this.#taken = 0;
    this.#windowEndsAt = now + windowMs;
  }
}
