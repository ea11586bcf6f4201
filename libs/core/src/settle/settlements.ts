import type { BrokerCounters } from '../broker-api.js';
import type { AttemptError, DeathReason, Message } from '../message/message.js';
import type { Clock } from '../ports/clock.js';
import type { AttemptOutcome, Insert, Settlement, StoredMessage } from '../ports/message-store.js';
import type { PlanBook } from '../publish/plan-book.js';
import type { Queues } from '../deliver/queues.js';
import { deadLetterCopy, type Origin } from './dead-letter.js';
import { decide, type Decision, type Ending } from './decide.js';
import { attemptRecord, settlementOf, type LeasedAs, type Unsettled } from './settlement.js';

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
    const attempt =
      outcome === null
        ? null
        : attemptRecord(unsettled, { consumer: holder.consumer, startedAt: holder.startedAt, endedAt: now, outcome, error });
    return settlementOf(unsettled, decision, attempt, ({ reason }) => this.#copy(origin, unsettled, reason, error, now));
  }

  /** Never was handed out: as if it had not left the queue. */
  untouched(lease: LeasedAs, { seq }: StoredMessage): Settlement {
    const { attempts, redelivered } = lease;
    return { kind: 'return', delivery: { lease, seq }, run: lease, attempts, redelivered, availableAt: null, attempt: null };
  }

  /** Dies without a consumer's doing. */
  dead(lease: LeasedAs, stored: StoredMessage, reason: DeathReason): Settlement {
    const unsettled = { lease, ...stored };
    const origin = this.queues.byId(lease.queueId);
    const decision: Decision = { kind: 'dead-letter', reason };
    return settlementOf(unsettled, decision, null, () =>
      origin === null ? null : this.#copy(origin, unsettled, reason, null, this.clock.now()),
    );
  }

  /** Of a message that a full queue refused and dead-letters instead. */
  refusedCopy(origin: Origin, message: Message): Insert | null {
    const lease = { queueId: origin.queue.id, runId: 0, owner: 0, attempts: 0, redelivered: false };
    const never = { ...lease, priority: 0, durable: true, expiresAt: null, deadFrom: null };
    const copy = this.#copy(origin, { lease: never, seq: 0, message }, 'maxlen', null, this.clock.now());
    // It was never stored: the copy is the first.
    return copy === null ? null : { ...copy, message: { ...copy.message, id: undefined } };
  }

  #copy(origin: Origin, dead: Unsettled, reason: DeathReason, error: AttemptError | null, now: number) {
    const copy = deadLetterCopy(this.plans, origin, dead, { reason, error }, now);
    if (copy !== null) this.counters.deadLettered++;
    return copy;
  }
}
