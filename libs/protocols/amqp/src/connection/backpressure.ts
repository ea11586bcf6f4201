import type { Clock, Timer } from '@howdah/core';
import type { Wire } from './wire.js';

/** What a message costs in memory besides its body, about. */
const overheadBytes = 512;

/** Bytes that a connection may have on their way into the store before it is not read from; and down to which it then waits. */
const limits = { pauseAt: 16 * 1024 * 1024, resumeAt: 8 * 1024 * 1024 };

/** A pause that lasts so long is no matter of a busy moment any more: the client is told. */
const tellAfterMs = 1_000;

/** The store has ended none of a connection's messages for so long: it takes no writes, and more of them would not help. */
const stalledAfterMs = 1_000;

/** Why, as connection.blocked says it. */
const reason = 'the storage takes messages more slowly than they come, or not at all';

/**
 * Stops reading from a publisher that is faster than the store, or that publishes while the store takes no writes at all: TCP
 * tells it to wait, and nothing piles up here. A client that can take connection.blocked is told
 * (https://www.rabbitmq.com/docs/connection-blocked). Other connections are read from as ever, so consumers drain what they hold.
 */
export class Backpressure {
  #bytes = 0;
  #isPausing = false;
  #isTold = false;
  #timer: Timer | null = null;
  /** Runs while anything is on its way. */
  #stallTimer: Timer | null = null;
  /** Of the last message that ended, or the first that began; ms since 1970. */
  #progressAt = 0;

  constructor(
    private readonly wire: Wire,
    private readonly clock: Clock,
    private readonly tellsClient: boolean,
  ) {}

  add(bodyBytes: number): void {
    if (this.#bytes === 0) this.#progressAt = this.clock.now();
    this.#bytes += bodyBytes + overheadBytes;
    this.#stallTimer ??= this.clock.after(stalledAfterMs, () => this.#lookForStall());
    if (this.#bytes < limits.pauseAt || this.#isPausing) return;
    this.#pause(tellAfterMs);
  }

  remove(bodyBytes: number): void {
    this.#bytes -= bodyBytes + overheadBytes;
    this.#progressAt = this.clock.now();
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
    this.#stallTimer?.cancel();
  }

  /** One timer for all messages: it would cost too much to set one for each. */
  #lookForStall(): void {
    this.#stallTimer = null;
    if (this.#bytes === 0) return;
    const leftMs = this.#progressAt + stalledAfterMs - this.clock.now();
    if (leftMs <= 0 && !this.#isPausing) this.#pause(0);
    this.#stallTimer = this.clock.after(leftMs > 0 ? leftMs : stalledAfterMs, () => this.#lookForStall());
  }

  #pause(tellMs: number): void {
    this.#isPausing = true;
    this.wire.pause();
    if (!this.tellsClient) return;
    if (tellMs === 0) this.#tell();
    else this.#timer = this.clock.after(tellMs, () => this.#tell());
  }

  #tell(): void {
    this.#isTold = true;
    this.wire.out.method(0, 'connection.blocked', { reason });
  }
}
