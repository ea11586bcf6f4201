import { readDuration, type Duration } from './duration.js';
import { invalidOption } from './errors.js';

/** What the broker does with a failed attempt: declared with the queue and kept by it. Made by `exponential`, `fixed`, `immediate`. */
export interface RetryPolicy {
  /** How often a message is delivered at most before it becomes a dead letter. */
  readonly attempts: number;
  /** Arguments of the queue's declaration. */
  readonly arguments: Readonly<Record<string, string | number>>;
}

interface Limits {
  /** From 1. */
  readonly attempts: number;
  /** No retry for a message that was published so long ago. Default: none. */
  readonly maxAge?: Duration;
}

/**
 * The wait before attempt n + 1 is `base` × `factor`^(n − 1), at most `max`, less a random share of up to `jitter` of it.
 * Defaults: factor 2, max 5 min, jitter 0.1.
 */
export function exponential(
  options: Limits & { readonly base: Duration; readonly factor?: number; readonly max?: Duration; readonly jitter?: number },
): RetryPolicy {
  const { base, factor = 2, max = '5m', jitter = 0.1 } = options;
  return policy(options, {
    'x-retry-backoff': 'exponential',
    'x-retry-delay': readDuration(base, 'base'),
    'x-retry-factor': within(factor, 'factor', 1_000),
    'x-retry-max-delay': readDuration(max, 'max'),
    'x-retry-jitter': within(jitter, 'jitter', 1),
  });
}

/** The same wait before each attempt, less a random share of up to `jitter` of it (default 0.1). */
export function fixed(options: Limits & { readonly delay: Duration; readonly jitter?: number }): RetryPolicy {
  const { delay, jitter = 0.1 } = options;
  const ms = readDuration(delay, 'delay');
  return policy(options, {
    'x-retry-backoff': 'fixed',
    'x-retry-delay': ms,
    'x-retry-max-delay': ms,
    'x-retry-jitter': within(jitter, 'jitter', 1),
  });
}

/** No wait. */
export const immediate = (options: Limits): RetryPolicy => policy(options, { 'x-retry-backoff': 'none' });

function policy({ attempts, maxAge }: Limits, backoff: RetryPolicy['arguments']): RetryPolicy {
  if (!Number.isSafeInteger(attempts) || attempts < 1)
    throw invalidOption(`attempts is ${attempts}`, 'Give a whole number from 1: how often a message is delivered at most.');
  const age = maxAge === undefined ? {} : { 'x-retry-max-age': readDuration(maxAge, 'maxAge') };
  // The broker counts repetitions.
  return { attempts, arguments: { ...backoff, ...age, 'x-delivery-limit': attempts - 1 } };
}

function within(value: number, what: string, max: number): number {
  if (value >= 0 && value <= max) return value;
  throw invalidOption(`${what} is ${value}`, `Give a number from 0 to ${max}.`);
}
