/** How long a failed message waits before it is delivered again. */
export interface RetryPolicy {
  readonly backoff: 'none' | 'fixed' | 'linear' | 'exponential';
  /** ms before the second delivery. */
  readonly delayMs: number;
  /** Growth of each further delay: added multiples of delayMs (linear) or the base of the power (exponential). */
  readonly factor: number;
  /** No delay is longer, jitter included. */
  readonly maxDelayMs: number;
  /** 0 to 1: the share of the delay that is random, so that messages that failed together do not come back together. */
  readonly jitter: number;
}

/** ms to wait after failed attempt number `attempt` (1 is the first). `random` is in [0, 1). */
export function nextDelay(policy: RetryPolicy, attempt: number, random: number): number {
  const delay = Math.min(baseDelay(policy, attempt), policy.maxDelayMs);
  return Math.round(delay * (1 - policy.jitter * random));
}

function baseDelay({ backoff, delayMs, factor }: RetryPolicy, attempt: number): number {
  switch (backoff) {
    case 'none':
      return 0;
    case 'fixed':
      return delayMs;
    case 'linear':
      return delayMs * (1 + factor * (attempt - 1));
    case 'exponential':
      // The power is bounded so that a delay of 0 stays 0 instead of becoming NaN.
      return delayMs * Math.min(factor ** (attempt - 1), Number.MAX_SAFE_INTEGER);
  }
}
