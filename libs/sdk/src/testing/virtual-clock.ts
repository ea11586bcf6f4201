interface Alarm {
  readonly at: number;
  readonly call: () => void;
}

/** Time that stands still until it is advanced. */
export class VirtualClock {
  readonly #alarms = new Set<Alarm>();
  #now = Date.now();

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): { cancel(): void } {
    const alarm = { at: this.#now + ms, call };
    this.#alarms.add(alarm);
    return { cancel: () => void this.#alarms.delete(alarm) };
  }

  /** Rings every alarm on the way, in order and at its own time, and lets each have its effect before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let alarm = this.#next(end); alarm !== undefined; alarm = this.#next(end)) {
      this.#alarms.delete(alarm);
      this.#now = Math.max(this.#now, alarm.at);
      alarm.call();
      await settled();
    }
    this.#now = end;
  }

  #next(end: number): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) if (alarm.at <= end && alarm.at < (first?.at ?? Infinity)) first = alarm;
    return first;
  }
}

/** The core does everything in memory in microtasks: two turns are enough for a commit and what follows from it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate);
}
