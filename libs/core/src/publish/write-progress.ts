import { BrokerError } from '../errors.js';
import type { Clock } from '../ports/clock.js';

/** The store has ended nothing of what is under way for so long: it takes no writes. ms */
const stalledAfterMs = 1_000;

/** Whether the store takes what is published. */
export class WriteProgress {
  #underWay = 0;
  /** Something ended, or began while nothing else was under way; ms since 1970. */
  #at = 0;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  began(): void {
    if (this.#underWay++ === 0) this.#at = this.clock.now();
  }

  ended(): void {
    this.#underWay--;
    this.#at = this.clock.now();
  }

  /** storage_unavailable while the store takes no writes: for callers who can be told so before they wait with the others. */
  require(): void {
    const waitedMs = this.#underWay === 0 ? 0 : this.clock.now() - this.#at;
    if (waitedMs <= stalledAfterMs) return;
    throw new BrokerError('storage_unavailable', `the storage has taken no message for ${Math.round(waitedMs / 1000)} s`, {
      remedy: 'Repeat the request when the time of Retry-After has passed; the broker goes on by itself.',
    });
  }
}
