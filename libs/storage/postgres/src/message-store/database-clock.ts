import { systemClock, type Clock, type Timer } from '@howdah/core';

/** What is told twice of one clock may differ by so much, and by half of the time that the answer took. */
const doubtMsMin = 100;

/**
 * The time of the database, ms since 1970, for all of a broker: its messages expire by it. The monotonic clock counts on from what the
 * database said last, with each heartbeat; this machine's own clock may be set by hours meanwhile, and what was published in that moment
 * would have expired before it was stored. Before the database has said anything it is this machine's time.
 */
export class DatabaseClock implements Clock {
  /** Of the database, when the monotonic clock was at 0. */
  #origin: number | null = null;

  constructor(
    private readonly machine: () => number = Date.now,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  after(ms: number, call: () => void): Timer {
    return systemClock.after(ms, call);
  }

  now(): number {
    return this.#origin === null ? this.machine() : Math.round(this.#origin + this.monotonic());
  }

  /** For `measured`. */
  mark(): number {
    return this.monotonic();
  }

  /** The database answered with its time to a question that was sent at the mark. Steps only for what is no error of measurement. */
  measured(databaseNow: number, sentAt: number): void {
    const tookMs = this.monotonic() - sentAt;
    const origin = databaseNow - (sentAt + tookMs / 2);
    const isInDoubt = this.#origin !== null && Math.abs(origin - this.#origin) <= Math.max(doubtMsMin, tookMs / 2);
    if (!isInDoubt) this.#origin = origin;
  }
}
