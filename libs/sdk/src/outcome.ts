import { readDuration, type Duration } from './duration.js';

const brand = Symbol.for('howdah.sdk.outcome');

/**
 * What a handler may throw to say what becomes of its message; anything else it throws is a failed attempt.
 *
 * @example
 * ```ts
 * import { DeadLetter, RetryAfter, type Client, type Queue } from '@howdah/sdk';
 *
 * declare const client: Client, orders: Queue<{ id: string }>;
 * client.consume(orders, async ({ data }, { signal }) => {
 *   const answer = await fetch(`https://shipping.example/${data.id}`, { method: 'POST', signal });
 *   if (answer.status === 429) throw new RetryAfter('30s');
 *   if (answer.status === 404) throw new DeadLetter(`there is no order ${data.id}`);
 * });
 * ```
 */
export abstract class Outcome extends Error {
  /** How the message is settled. */
  abstract readonly outcome: 'retry' | 'reject' | 'release' | 'ack';
  /** How long it waits then, ms; undefined: as the queue says. */
  readonly delayMs: number | undefined;

  /** @internal */
  constructor(message: string, delay?: Duration, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, brand, { value: true });
    this.delayMs = delay === undefined ? undefined : readDuration(delay, 'the delay');
  }
}

/** A failed attempt that is repeated after this long instead of the queue's backoff; it counts against the attempts. On RabbitMQ: at once. */
export class RetryAfter extends Outcome {
  /** `RetryAfter`. */
  override readonly name = 'RetryAfter';
  /** A failed attempt. */
  readonly outcome = 'retry';

  /**
   * Throw it.
   *
   * @param delay - How long to wait.
   * @param reason - Kept with the attempt.
   * @param cause - Its stack is kept with the attempt, too.
   */
  constructor(delay: Duration, reason = 'the handler asked for a retry', cause?: unknown) {
    super(reason, delay, cause);
  }
}

/** No retry: the message becomes a dead letter at once, for this reason. */
export class DeadLetter extends Outcome {
  /** `DeadLetter`. */
  override readonly name: string = 'DeadLetter';
  /** No retry. */
  readonly outcome = 'reject';

  /**
   * Throw it.
   *
   * @param reason - Kept with the attempt; error groups are made by it.
   * @param cause - Its stack is kept with the attempt, too.
   */
  constructor(reason: string, cause?: unknown) {
    super(reason, undefined, cause);
  }
}

/** Back to its place without burning an attempt; with a delay not before that. On RabbitMQ: a plain requeue, which counts as an attempt. */
export class Release extends Outcome {
  /** `Release`. */
  override readonly name = 'Release';
  /** Back, and no attempt is counted. */
  readonly outcome = 'release';

  /**
   * Throw it.
   *
   * @param delay - How long to wait at least. Default: none.
   */
  constructor(delay?: Duration) {
    super('released', delay);
  }
}

/** Done, although it was not processed: the message is gone. */
export class Discard extends Outcome {
  /** `Discard`. */
  override readonly name = 'Discard';
  /** Acknowledged. */
  readonly outcome = 'ack';

  /**
   * Throw it.
   *
   * @param reason - For logs of the service; the broker keeps nothing of it.
   */
  constructor(reason = 'discarded') {
    super(reason);
  }
}

/** Also true for one of another copy of this package. */
export function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}
