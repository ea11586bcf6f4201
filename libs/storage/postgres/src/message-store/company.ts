/** Below so many messages a commit nobody waits: commits are small by themselves at low rates, and a millisecond would be noticed. */
const busyFrom = 64;
/** Of what commits have had lately. */
const enoughShare = 0.9;
const waitMsMax = 1;
/** How much the last commit counts among those before. */
const weight = 0.25;

/**
 * A commit of a busy lane waits up to a millisecond for as many messages as commits have had lately. Publishers send again what was confirmed
 * together: without that a large commit is followed by several small ones, each of which takes as much of broker and database as a hundred
 * messages (docs/adr/0072-commits-wait-for-company.md). Postgres' commit_delay is the same idea, for the log alone.
 */
export class Company {
  /** Messages a commit, of late. */
  #usual = 0;
  #arrive: (() => void) | null = null;

  /** Null: so many need not wait. */
  waitFor(count: number): Promise<void> | null {
    if (this.#usual < busyFrom || this.#isEnough(count)) return null;
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#arrive = null;
        resolve();
      };
      const timer = setTimeout(end, waitMsMax);
      this.#arrive = end;
    });
  }

  /** So many are there by now. */
  note(count: number): void {
    if (this.#arrive !== null && this.#isEnough(count)) this.#arrive();
  }

  /** So many are committed together. */
  commit(count: number): void {
    this.#usual += weight * (count - this.#usual);
  }

  #isEnough(count: number): boolean {
    return count >= enoughShare * this.#usual;
  }
}
