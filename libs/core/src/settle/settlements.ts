import type { BrokerCounters } from '../statistics/statistics-api.js';
import type { AttemptError, DeathReason, Message } from '../message/message.js';
import type { Clock } from '../ports/clock.js';
import type { AttemptOutcome, Insert, Settlement, StoredMessage } from '../ports/message-store.js';
import type { PlanBook } from '../publish/plan-book.js';
import type { Queues } from '../deliver/queues.js';
import type { FailureBook } from '../failures/failure-book.js';
import { deadLetterCopy, type Cause, type Origin } from './dead-letter.js';
import { decide, type Ending } from './decide.js';
import { attemptRecord, deathOf, returnOf, type LeasedAs, type Unsettled } from './settlement.js';

export interface Verdict {
  readonly ending: Ending;
  /** Recorded as a failed attempt; null: it is none. */
  readonly outcome: AttemptOutcome | null;
  readonly delayMs?: number | undefined;
  readonly error: AttemptError | null;
}

/** Makes settlements of what happened to deliveries, by the rules of the queue that they came from. */
export class Settlements {
  constructor(
    private readonly queues: Queues,
    private readonly plans: PlanBook,
    private readonly clock: Clock,
    private readonly counters: BrokerCounters,
    private readonly failures: FailureBook,
    private readonly random: () => number = Math.random,
  ) {}

  /** Null when the queue is gone, and its messages with it. */
  of(
    unsettled: Unsettled,
    verdict: Verdict,
    holder: { readonly consumer: string; readonly startedAt: number },
  ): Settlement | null {
    const origin = this.queues.byId(unsettled.lease.queueId);
    if (origin === null) return null;
    const now = this.clock.now();
    const facts = { attempts: unsettled.lease.attempts, publishedAt: unsettled.message.publishedAt };
    const decision = decide(verdict.ending, facts, origin.settings, { delayMs: verdict.delayMs, now, random: this.random() });
    const { outcome, error } = verdict;
    const { consumer, startedAt } = holder;
    const failure = outcome === null ? null : this.failures.of(origin.queue.id, { error, ending: outcome });
    const attempt =
      outcome === null || failure === null
        ? null
        : attemptRecord(unsettled, { consumer, startedAt, endedAt: now, outcome, error }, failure);
    if (decision.kind === 'return') return returnOf(unsettled, decision, attempt, failure);
    const { reason } = decision;
    const death = failure ?? this.failures.of(origin.queue.id, { error, ending: reason });
    return deathOf(unsettled, this.#copy(origin, unsettled, { reason, error, ...death }, now), attempt, death);
  }

  /** Never was handed out: as if it had not left the queue. */
  untouched(lease: LeasedAs, { seq }: StoredMessage): Settlement {
    const { attempts, redelivered } = lease;
    return returnOf({ lease, seq }, { attempts, redelivered, availableAt: null }, null, null);
  }

  /** Dies without a consumer's doing. */
  dead(lease: LeasedAs, stored: StoredMessage, reason: DeathReason): Settlement {
    const unsettled = { lease, ...stored };
    const origin = this.queues.byId(lease.queueId);
    const failure = this.failures.of(lease.queueId, { error: null, ending: reason });
    const cause = { reason, error: null, ...failure };
    const copy = origin === null ? null : this.#copy(origin, unsettled, cause, this.clock.now());
    return deathOf(unsettled, copy, null, failure);
  }

  /** Of a message that a full queue refused and dead-letters instead. */
  refusedCopy(origin: Origin, message: Message): Insert | null {
    const lease = { queueId: origin.queue.id, runId: 0, owner: 0, attempts: 0, redelivered: false };
    const never = { ...lease, priority: 0, durable: true, expiresAt: null, deadFrom: null };
    const { fingerprint } = this.failures.of(origin.queue.id, { error: null, ending: 'maxlen' });
    const cause = { reason: 'maxlen', error: null, fingerprint } as const;
    const copy = this.#copy(origin, { lease: never, seq: 0, message }, cause, this.clock.now());
    // It was never stored: the copy is the first.
    return copy === null ? null : { ...copy, message: { ...copy.message, id: undefined } };
  }

  #copy(origin: Origin, dead: Unsettled, { reason, error, fingerprint }: Cause, now: number) {
    const copy = deadLetterCopy(this.plans, origin, dead, { reason, error, fingerprint }, now);
    if (copy !== null) this.counters.deadLettered++;
    return copy;
  }
}
