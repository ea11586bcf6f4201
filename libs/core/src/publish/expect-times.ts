import type { Placement } from '../ports/message-store.js';

/** Who looks at queues when something is due. */
export interface TimeWatcher {
  /** A message will be due then, ms since 1970. */
  expectDue(at: number): void;
  /** A message will expire then, ms since 1970. */
  expectExpiry(at: number): void;
}

/** Only after the commit: a look at a time that comes before it finds nothing, and the next one may be far. */
export function expectTimes(watcher: TimeWatcher, placements: readonly Pick<Placement, 'availableAt' | 'expiresAt'>[]): void {
  for (const { availableAt, expiresAt } of placements) {
    if (availableAt !== null) watcher.expectDue(availableAt);
    if (expiresAt !== null) watcher.expectExpiry(expiresAt);
  }
}
