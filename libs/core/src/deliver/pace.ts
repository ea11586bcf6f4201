/** ms */
const windowMs = 50;

/** How many messages consumers took a moment ago: in the window of 50 ms that runs and in the one before. */
export class Pace {
  #now = 0;
  #before = 0;
  #windowEndsAt = 0;

  note(count: number, now: number): void {
    this.#turn(now);
    this.#now += count;
  }

  recent(now: number): number {
    this.#turn(now);
    return this.#now + this.#before;
  }

  #turn(now: number): void {
    if (now < this.#windowEndsAt) return;
    this.#before = now < this.#windowEndsAt + windowMs ? this.#now : 0;
    this.#now = 0;
    this.#windowEndsAt = now + windowMs;
  }
}
