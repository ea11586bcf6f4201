import type { Clock, Timer } from '@howdah/core';
import type { Wire } from './wire.js';

/** Missed halves of the interval after which the peer is taken for dead: two whole intervals. */
const silentHalvesMax = 4;

/** Sends a heartbeat when nothing else was sent for half an interval; reports a peer that was silent for two (section 4.2.7). */
export class Heartbeat {
  #timer: Timer | null = null;
  #silentHalves = 0;
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
    const halfMs = this.intervalSeconds * 500;
    this.#dueAt = this.clock.now() + halfMs;
    this.#timer = this.clock.after(halfMs, () => this.#tick(halfMs));
  }

  #tick(halfMs: number): void {
    const { hasSent, hasReceived } = this.wire.takeActivity();
    if (!hasSent) this.wire.out.heartbeat();
    // Late ourselves: what the peer sent may still wait to be read. A paused socket is not read on purpose.
    const wasDeaf = this.clock.now() - this.#dueAt > halfMs || this.wire.isPaused;
    this.#silentHalves = hasReceived || wasDeaf ? 0 : this.#silentHalves + 1;
    if (this.#silentHalves >= silentHalvesMax) return this.onSilence();
    this.#wait();
  }
}
