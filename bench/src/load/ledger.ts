import type { Stamp } from './stamp.js';

/** Which messages have come, each publisher's by their numbers: whether one is lost or came twice. */
export class Ledger {
  readonly #seen: Uint32Array[] = [];
  /** Came once more and were not marked as redelivered. */
  duplicates = 0;
  redelivered = 0;

  /** Whether it came for the first time. */
  note({ publisher, sequence }: Stamp, redelivered: boolean): boolean {
    if (redelivered) this.redelivered++;
    const words = this.#wordsOf(publisher, sequence >>> 5);
    const bit = 1 << (sequence & 31);
    const isFirst = (words[sequence >>> 5]! & bit) === 0;
    if (!isFirst && !redelivered) this.duplicates++;
    words[sequence >>> 5]! |= bit;
    return isFirst;
  }

  #wordsOf(publisher: number, index: number): Uint32Array {
    const words = (this.#seen[publisher] ??= new Uint32Array(1024));
    if (index < words.length) return words;
    const larger = new Uint32Array(Math.max(index + 1, 2 * words.length));
    larger.set(words);
    return (this.#seen[publisher] = larger);
  }
}
