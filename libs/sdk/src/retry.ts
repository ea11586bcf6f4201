import { readDuration, type Duration } from './duration.js';
import { invalidOption } from './errors.js';

/** What the broker does with a failed attempt: declared with the queue and kept by it. Made by `exponential`, `fixed`, `immediate`. */
export interface RetryPolicy {
  /** How often a message is delivered at most before it becomes a dead letter. */
  readonly attempts: number;
  /** Arguments of the queue's declaration, such as `x-retry-backoff`. */
  readonly arguments: Readonly<Record<string, string | number>>;
}

/** When a message is not tried again. */
export interface RetryLimits {
  /** How often it is delivered at most, the first time included. From 1. */
  readonly attempts: number;
  /** No further attempt for a message that was published so long ago. Default: none. */
  readonly maxAge?: Duration;
}

/** What {@link exponential} takes. */
export interface ExponentialOptions extends RetryLimits {
  /** The wait after the first failed attempt. */
  readonly base: Duration;
  /** Each further wait is so many times the last one. 0 to 1,000. Default 2. */
  readonly factor?: number;
  /** The longest wait. Default 5 min. */
  readonly max?: Duration;
  /** The share of each wait that is random, so that what failed together does not come back together. 0 to 1. Default 0.1. */
  readonly jitter?: number;
}

/** What {@link fixed} takes. */
export interface FixedOptions extends RetryLimits {
  /** The wait after each failed attempt. */
  readonly delay: Duration;
  /** The share of it that is random. 0 to 1. Default 0.1. */
  readonly jitter?: number;
}

/**
 * The wait before attempt n + 1 is `base` × `factor`^(n − 1), at most `max`, less a random share of up to `jitter` of it.
 *
 * @throws HowdahError `invalid_option` for a number or duration that cannot be meant.
 * @example
 * ```ts
 * import { defineQueue, exponential } from '@howdah/sdk';
 *
 * const orders = defineQueue('orders', { retry: exponential({ attempts: 8, base: '1s', max: '5m', maxAge: '1d' }) });
 * ```
 */
export function exponential(options: ExponentialOptions): RetryPolicy {
  const { base, factor = 2, max = '5m', jitter = 0.1 } = options;
  return policy(options, {
    'x-retry-backoff': 'exponential',
    'x-retry-delay': readDuration(base, 'base'),
    'x-retry-factor': within(factor, 'factor', 1_000),
    'x-retry-max-delay': readDuration(max, 'max'),
    'x-retry-jitter': within(jitter, 'jitter', 1),
  });
}

/**
 * The same wait before each attempt, less a random share of up to `jitter` of it.
 *
 * @throws HowdahError `invalid_option` for a number or duration that cannot be meant.
 */
export function fixed(options: FixedOptions): RetryPolicy {
  const { delay, jitter = 0.1 } = options;
  const ms = readDuration(delay, 'delay');
  return policy(options, {
    'x-retry-backoff': 'fixed',
    'x-retry-delay': ms,
    'x-retry-max-delay': ms,
    'x-retry-jitter': within(jitter, 'jitter', 1),
  });
}

/**
 * No wait: a failed message goes back to its old place in the queue.
 *
 * @throws HowdahError `invalid_option` when `attempts` is no whole number from 1.
 */
export const immediate = (options: RetryLimits): RetryPolicy => policy(options, { 'x-retry-backoff': 'none' });

function policy({ attempts, maxAge }: RetryLimits, backoff: RetryPolicy['arguments']): RetryPolicy {
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
