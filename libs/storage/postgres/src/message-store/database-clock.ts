/** Less is how exactly it is measured. */
const jumpMsMin = 100;

/**
 * Instants of this machine as the database has them, ms since 1970. The two clocks are compared with each heartbeat. In between this machine's
 * may jump, by hours if somebody sets it: by the old difference what was published would have expired before it was stored. The clock
 * that only counts does not jump, so it tells.
 */
export class DatabaseClock {
  /** Of the database, when the clock that only counts was at 0. */
  #origin: number | null = null;
  #offset = 0;

  constructor(
    private readonly now: () => number,
    private readonly count: () => number = () => performance.now(),
  ) {}

  /** For `measured`. */
  mark(): number {
    return this.count();
  }

  /** The database answered with its time to a question that was sent at the mark. */
  measured(databaseNow: number, sentAt: number): void {
    this.#origin = databaseNow - (sentAt + this.count()) / 2;
    this.#offset = this.#difference(this.#origin);
  }

  toDatabase(ms: number): number {
    return ms + this.#current();
  }

  fromDatabase(ms: number): number {
    return ms - this.#current();
  }

  /** The same as before unless a clock has jumped: an instant there and back is the same. */
  #current(): number {
    if (this.#origin === null) return 0;
    const difference = this.#difference(this.#origin);
    if (Math.abs(difference - this.#offset) >= jumpMsMin) this.#offset = difference;
    return this.#offset;
  }

  #difference(origin: number): number {
    return Math.round(origin + this.count() - this.now());
  }
}
