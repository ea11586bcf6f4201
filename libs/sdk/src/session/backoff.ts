/** Waits between attempts: anything from 0 to a bound that doubles ("full jitter"), so that many clients do not come back at once. */
export interface BackoffOptions {
  /** Bound of the first wait, ms. */
  readonly baseMs: number;
  /** Largest bound, ms. */
  readonly maxMs: number;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

export class Backoff {
  #failures = 0;

  constructor(private readonly options: BackoffOptions) {}

  /** ms until the next attempt. */
  next(): number {
    const { baseMs, maxMs, random = Math.random } = this.options;
    const bound = Math.min(maxMs, baseMs * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    return Math.floor(random() * (bound + 1));
  }

  reset(): void {
    this.#failures = 0;
  }
}
