import type { DeathReason } from '../message/message.js';
import { nextDelay, type RetryPolicy } from './retry-policy.js';

/** abandon: its consumer went away with it; a failed attempt that is repeated at once. */
export type Ending = 'release' | 'retry' | 'reject' | 'abandon';

export type Decision =
  | { readonly kind: 'return'; readonly attempts: number; readonly redelivered: true; readonly availableAt: number | null }
  | { readonly kind: 'dead-letter'; readonly reason: DeathReason };

export interface RetryLimits {
  /** n allows n + 1 deliveries; null: no limit. */
  readonly deliveryLimit: number | null;
  readonly retry: RetryPolicy & { /** Counted from publishing; null: no limit. */ readonly maxAgeMs: number | null };
}

export interface DeliveryFacts {
  /** Failed deliveries before this one. */
  readonly attempts: number;
  /** ms since 1970. */
  readonly publishedAt: number;
}

/** What becomes of a delivery that was not acknowledged. `delayMs` stands instead of the queue's backoff; `random` is in [0, 1). */
export function decide(
  ending: Ending,
  facts: DeliveryFacts,
  limits: RetryLimits,
  options: { readonly delayMs?: number | undefined; readonly now: number; readonly random: number },
): Decision {
  const { attempts } = facts;
  switch (ending) {
    case 'reject':
      return { kind: 'dead-letter', reason: 'rejected' };
    case 'release':
      return back(attempts, options.delayMs ?? 0, options.now);
    case 'abandon':
      return overLimit(attempts + 1, facts, limits, options.now) ?? back(attempts + 1, 0, options.now);
    case 'retry': {
      const delayMs = options.delayMs ?? nextDelay(limits.retry, attempts + 1, options.random);
      return overLimit(attempts + 1, facts, limits, options.now) ?? back(attempts + 1, delayMs, options.now);
    }
  }
}

/** More failed deliveries than the queue allows. */
export function exceedsDeliveryLimit(attempts: number, deliveryLimit: number | null): boolean {
  return deliveryLimit !== null && attempts > deliveryLimit;
}

function overLimit(attempts: number, { publishedAt }: DeliveryFacts, limits: RetryLimits, now: number): Decision | null {
  if (exceedsDeliveryLimit(attempts, limits.deliveryLimit)) return { kind: 'dead-letter', reason: 'delivery_limit' };
  const { maxAgeMs } = limits.retry;
  return maxAgeMs !== null && now - publishedAt >= maxAgeMs ? { kind: 'dead-letter', reason: 'age_limit' } : null;
}

function back(attempts: number, delayMs: number, now: number): Decision {
  return { kind: 'return', attempts, redelivered: true, availableAt: delayMs > 0 ? now + delayMs : null };
}
