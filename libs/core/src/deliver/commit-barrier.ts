/**
 * Tells when every commit that was under way at some moment has ended. A queue pump needs it: messages of this
 * broker that are not yet committed are invisible to a claim, and nothing newer may overtake them.
 *
 * Commits are counted by the epoch they entered in, and an epoch begins only when the one before the last has ended,
 * so two counters are enough and a message costs two additions.
 */
export class CommitBarrier {
  #epoch = 0;
  readonly #pending: [number, number] = [0, 0];
  #waiters: { readonly epoch: number; readonly call: () => void }[] = [];

  /** A commit is under way; give the returned epoch back to `leave`. */
  enter(): number {
    const epoch = this.#epoch;
    this.#pending[(epoch & 1) as 0 | 1]++;
    return epoch;
  }

  leave(epoch: number): void {
    const left = --this.#pending[(epoch & 1) as 0 | 1];
    if (left === 0 && this.#waiters.length > 0) this.#callEnded();
  }

  /** Names everything that is under way now; for `hasEnded` and `after`. */
  get now(): number {
    return this.#epoch;
  }

  /** All that entered up to and in this epoch has left. */
  hasEnded(epoch: number): boolean {
    while (this.#epoch <= epoch && this.#pending[((this.#epoch + 1) & 1) as 0 | 1] === 0) this.#epoch++;
    if (epoch >= this.#epoch) return false;
    return epoch < this.#epoch - 1 || this.#pending[(epoch & 1) as 0 | 1] === 0;
  }

  /** Calls back, perhaps at once, when the epoch has ended. */
  after(epoch: number, call: () => void): void {
    this.#waiters.push({ epoch, call });
    this.#callEnded();
  }

  #callEnded(): void {
    const ended = this.#waiters.filter((waiter) => this.hasEnded(waiter.epoch));
    if (ended.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !ended.includes(waiter));
    for (const waiter of ended) waiter.call();
  }
}

/** Resolves when the commits of this broker that are under way now have ended: what was published before is visible then. */
export function whenCommitted(barrier: CommitBarrier): Promise<void> {
  return new Promise((resolve) => barrier.after(barrier.now, resolve));
}
