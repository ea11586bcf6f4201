import type { Log, LogFields } from '@howdah/core';

/** Whoever is refused comes again at once: a line for each would bury everything else. */
const reportMs = 10_000;

/** Tells the operator, now and then, that connections are refused, why, and how many since the last time. */
export class RefusalReport {
  readonly #log: Log;
  #refused = 0;
  #reportedAt = -Infinity;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Another connection was refused; `why` is told of the one that the report falls to. */
  add(why: LogFields): void {
    this.#refused += 1;
    if (performance.now() - this.#reportedAt < reportMs) return;
    this.#log.warn('connections are refused', { ...why, refused: this.#refused });
    this.#refused = 0;
    this.#reportedAt = performance.now();
  }
}
