import type { Clock, Timer } from '@howdah/core';

interface Alarm {
  readonly at: number;
  readonly call: () => void;
}

/** Time that stands still until a test moves it. */
export class ManualClock implements Clock {
  readonly #alarms = new Set<Alarm>();
  #now: number;

  /** @param start ms since 1970. */
  constructor(start = Date.UTC(2030, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): Timer {
    const alarm = { at: this.#now + ms, call };
    this.#alarms.add(alarm);
    return { cancel: () => this.#alarms.delete(alarm) };
  }

  /** Rings every alarm on the way, in order and at its own time, also those set on the way. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let alarm = this.#nextBy(end); alarm !== undefined; alarm = this.#nextBy(end)) {
      this.#alarms.delete(alarm);
      this.#now = Math.max(this.#now, alarm.at);
      alarm.call();
    }
    this.#now = end;
  }

  #nextBy(end: number): Alarm | undefined {
    return [...this.#alarms].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
