import type { Clock, Timer } from '@howdah/core';
import type { Wire } from './wire.js';

/** What a message costs in memory besides its body, about. */
const overheadBytes = 512;

/** Bytes that a connection may have on their way into the store before it is not read from; and down to which it then waits. */
const limits = { pauseAt: 16 * 1024 * 1024, resumeAt: 8 * 1024 * 1024 };

/** A pause that lasts so long is no matter of a busy moment any more: the client is told. */
const tellAfterMs = 1_000;

/** Why, as connection.blocked says it. */
const reason = 'the storage takes messages more slowly than they come, or not at all';

/**
 * Stops reading from a publisher that is faster than the store: TCP tells it to wait, and nothing piles up here. A client that can take
 * connection.blocked is told when that lasts (https://www.rabbitmq.com/docs/connection-blocked).
 */
export class Backpressure {
  #bytes = 0;
  #isPausing = false;
  #isTold = false;
  #timer: Timer | null = null;

  constructor(
    private readonly wire: Wire,
    private readonly clock: Clock,
    private readonly tellsClient: boolean,
  ) {}

  add(bodyBytes: number): void {
    this.#bytes += bodyBytes + overheadBytes;
    if (this.#bytes < limits.pauseAt || this.#isPausing) return;
    this.#isPausing = true;
    this.wire.pause();
    if (this.tellsClient) this.#timer = this.clock.after(tellAfterMs, () => this.#tell());
  }

  remove(bodyBytes: number): void {
    this.#bytes -= bodyBytes + overheadBytes;
    if (this.#bytes > limits.resumeAt || !this.#isPausing) return;
    this.#isPausing = false;
    this.wire.resume();
    this.#timer?.cancel();
    if (this.#isTold) this.wire.out.method(0, 'connection.unblocked', {});
    this.#isTold = false;
  }

  /** The connection is over. */
  stop(): void {
    this.#timer?.cancel();
  }

  #tell(): void {
    this.#isTold = true;
    this.wire.out.method(0, 'connection.blocked', { reason });
  }
}
