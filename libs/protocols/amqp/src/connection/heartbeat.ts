import type { Clock, Timer } from '@howdah/core';
import type { Wire } from './wire.js';

/** Silent quarters of the interval after which the peer is taken for dead: two whole intervals. */
const silentQuartersMax = 8;

/**
 * The peer hears something at least every half interval: clients are about that hang up after a single silent one. Looking each quarter is
 * what it takes, as what was sent may have been so at a quarter's beginning. Reports a peer that was silent for two intervals (section 4.2.7).
 */
export class Heartbeat {
  #timer: Timer | null = null;
  #silentQuarters = 0;
  #dueAt = 0;

  constructor(
    private readonly wire: Wire,
    private readonly clock: Clock,
    private readonly intervalSeconds: number,
    private readonly onSilence: () => void,
  ) {}

  /** An interval of 0 s means none. */
  start(): void {
    if (this.intervalSeconds > 0) this.#wait();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #wait(): void {
    const quarterMs = this.intervalSeconds * 250;
    this.#dueAt = this.clock.now() + quarterMs;
    this.#timer = this.clock.after(quarterMs, () => this.#tick(quarterMs));
  }

  #tick(quarterMs: number): void {
    const { hasSent, hasReceived } = this.wire.takeActivity();
    if (!hasSent) this.wire.out.heartbeat();
    // Late ourselves: what the peer sent may still wait to be read. A paused socket is not read on purpose.
    const wasDeaf = this.clock.now() - this.#dueAt > quarterMs || this.wire.isPaused;
    this.#silentQuarters = hasReceived || wasDeaf ? 0 : this.#silentQuarters + 1;
    if (this.#silentQuarters >= silentQuartersMax) return this.onSilence();
    this.#wait();
  }
}
