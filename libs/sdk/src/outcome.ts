import { readDuration, type Duration } from './duration.js';

const brand = Symbol.for('howdah.sdk.outcome');

/** What a handler may throw to say what becomes of its message; anything else it throws is a failed attempt. */
export abstract class Outcome extends Error {
  abstract readonly outcome: 'retry' | 'reject' | 'release' | 'ack';
  readonly delayMs: number | undefined;

  constructor(message: string, delay?: Duration, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, brand, { value: true });
    this.delayMs = delay === undefined ? undefined : readDuration(delay, 'the delay');
  }
}

/** A failed attempt that is repeated after this long instead of the queue's backoff; it counts against the attempts. */
export class RetryAfter extends Outcome {
  override readonly name = 'RetryAfter';
  readonly outcome = 'retry';

  constructor(delay: Duration, reason = 'the handler asked for a retry', cause?: unknown) {
    super(reason, delay, cause);
  }
}

/** No retry: the message becomes a dead letter at once, for this reason. */
export class DeadLetter extends Outcome {
  override readonly name: string = 'DeadLetter';
  readonly outcome = 'reject';

  constructor(reason: string, cause?: unknown) {
    super(reason, undefined, cause);
  }
}

/** Back to its place without burning an attempt; with a delay not before that. */
export class Release extends Outcome {
  override readonly name = 'Release';
  readonly outcome = 'release';

  constructor(delay?: Duration) {
    super('released', delay);
  }
}

/** Done, although it was not processed: the message is gone. */
export class Discard extends Outcome {
  override readonly name = 'Discard';
  readonly outcome = 'ack';

  constructor(reason = 'discarded') {
    super(reason);
  }
}

/** Also true for one of another copy of this package. */
export function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}
