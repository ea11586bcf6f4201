import type { Operation } from '../ports/operation-store.js';

const steps = { first: 1, both: 11 };

/** How many messages may be moved now: one, then ten, then any number, each time when it is known what became of those before. */
export function canaryRoom({ canary, moved, succeeded, failed }: Operation): number {
  if (!canary || moved > steps.both) return Infinity;
  const known = succeeded + failed;
  if (moved < steps.first) return steps.first;
  if (moved < steps.both) return known >= steps.first ? steps.both - moved : 0;
  return known >= steps.both ? Infinity : 0;
}

/** Fewer say nothing about a share. */
const knownMin = 10;

/** Why it has to pause after `newlyFailed` messages more have failed; null: it goes on. */
export function whyPause(operation: Operation, newlyFailed: number): string | null {
  const { canary, moved, succeeded, failed, failureShareMax } = operation;
  if (newlyFailed <= 0) return null;
  if (canary && moved <= steps.both) return `${newlyFailed} of the first ${moved} messages failed again`;
  const share = failed / (succeeded + failed);
  if (failureShareMax === null || succeeded + failed < knownMin || share <= failureShareMax) return null;
  return `${failed} of ${succeeded + failed} messages failed again, more than a share of ${failureShareMax}`;
}
