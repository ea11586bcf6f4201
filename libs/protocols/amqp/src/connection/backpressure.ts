import type { Wire } from './wire.js';

/** What a message costs in memory besides its body, about. */
const overheadBytes = 512;

/** Bytes that a connection may have on their way into the store before it is not read from; and down to which it then waits. */
const limits = { pauseAt: 16 * 1024 * 1024, resumeAt: 8 * 1024 * 1024 };

/** Stops reading from a publisher that is faster than the store: TCP tells it to wait, and nothing piles up here. */
export class Backpressure {
  #bytes = 0;
  #isPausing = false;

  constructor(private readonly wire: Wire) {}

  add(bodyBytes: number): void {
    this.#bytes += bodyBytes + overheadBytes;
    if (this.#bytes < limits.pauseAt || this.#isPausing) return;
    this.#isPausing = true;
    this.wire.pause();
  }

  remove(bodyBytes: number): void {
    this.#bytes -= bodyBytes + overheadBytes;
    if (this.#bytes > limits.resumeAt || !this.#isPausing) return;
    this.#isPausing = false;
    this.wire.resume();
  }
}
