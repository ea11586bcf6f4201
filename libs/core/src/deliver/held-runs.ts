import type { LeasedRun } from '../ports/message-store.js';

/** Messages that were born leased and wait until older ones are delivered. */
export class HeldRuns {
  #runs: LeasedRun[] = [];
  #count = 0;
  /** Messages on their way here that would come too early: what they must wait for could not be claimed. */
  #rejected = 0;

  /** Messages, not runs. */
  get count(): number {
    return this.#count;
  }

  add(run: LeasedRun): void {
    this.#runs.push(run);
    this.#count += run.messages.length;
  }

  /** In the order they came. */
  take(): LeasedRun[] {
    const runs = this.#runs;
    this.#runs = [];
    this.#count = 0;
    return runs;
  }

  /** Takes them to be given back, and the `onTheWay` next ones with them. */
  takeAndReject(onTheWay: number): LeasedRun[] {
    this.#rejected += onTheWay;
    return this.take();
  }

  get rejected(): number {
    return this.#rejected;
  }

  /** Whether what has come (or failed) was of the rejected ones. */
  rejects(count: number): boolean {
    if (this.#rejected === 0) return false;
    this.#rejected = Math.max(0, this.#rejected - count);
    return true;
  }
}
