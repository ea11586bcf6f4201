import type { QueuePauses } from '../topology/model.js';
import type { QueueSettings } from '../topology/queue-settings.js';

/** What a queue's arguments and policy ask of its pump. */
export interface PumpRules {
  /** Null: no limit. */
  readonly deliveryLimit: number | null;
  /**
   * Messages are leased before a consumer has credit for them once consumers take at least so many in a moment (50 to 100 ms).
   * Null: never.
   */
  readonly readsAheadFrom: number | null;
  /** The order of each publisher is kept, whichever broker it publishes to. */
  readonly inOrder: boolean;
  /** Nothing is delivered. */
  readonly isPaused: boolean;
}

/** Below it there is nothing to be gained. */
const readsAheadFrom = 20;

/**
 * Where an order among messages must hold that come later (priorities) or elsewhere (single active consumer), and where what is ready is
 * counted exactly (limits of length), nothing is taken before a consumer can have it.
 */
export function pumpRulesOf(settings: QueueSettings, { delivery }: QueuePauses): PumpRules {
  const { deliveryLimit, maxPriority, singleActiveConsumer, maxLength, maxLengthBytes } = settings;
  const isPlain = maxPriority === 0 && !singleActiveConsumer && maxLength === null && maxLengthBytes === null;
  const isPaused = delivery !== null;
  return { deliveryLimit, readsAheadFrom: isPlain && !isPaused ? readsAheadFrom : null, inOrder: singleActiveConsumer, isPaused };
}
