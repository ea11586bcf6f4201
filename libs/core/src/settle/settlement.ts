import type { AttemptError, Message, Seq } from '../message/message.js';
import type { Failure } from '../ports/failure-store.js';
import type { AttemptOutcome, AttemptRecord, Insert, LeasedRun, Settlement } from '../ports/message-store.js';

/** A run's lease and properties; the run itself where this broker has it, for the store knows it by its identity. */
export type LeasedAs = Omit<LeasedRun, 'messages'>;

/** A leased message on the way to being settled. */
export interface Unsettled {
  readonly lease: LeasedAs;
  readonly seq: Seq;
  readonly message: Message;
}

export interface Attempted {
  readonly consumer: string;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptOutcome;
  readonly error: AttemptError | null;
}

/** Identity that stays through dead-lettering. */
export function identityOf({ message, seq }: Pick<Unsettled, 'message' | 'seq'>): Seq {
  return message.id ?? seq;
}

export function attemptRecord(unsettled: Unsettled, attempted: Attempted, { fingerprint }: Failure): AttemptRecord {
  const { lease } = unsettled;
  return { messageId: identityOf(unsettled), queueId: lease.queueId, number: lease.attempts + 1, fingerprint, ...attempted };
}

/** The message goes back to its queue. */
export function returnOf(
  { lease, seq }: Pick<Unsettled, 'lease' | 'seq'>,
  {
    attempts,
    redelivered,
    availableAt,
  }: Pick<Extract<Settlement, { kind: 'return' }>, 'attempts' | 'redelivered' | 'availableAt'>,
  attempt: AttemptRecord | null,
  failure: Failure | null,
): Settlement {
  return { kind: 'return', delivery: { lease, seq }, run: lease, attempts, redelivered, availableAt, attempt, failure };
}

/** The message leaves its queue for good. */
export function deathOf(
  { lease, seq }: Unsettled,
  copy: Insert | null,
  attempt: AttemptRecord | null,
  failure: Failure,
): Settlement {
  return { kind: 'dead-letter', delivery: { lease, seq }, copy, attempt, failure };
}
