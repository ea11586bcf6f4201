import type { AttemptError, Message, Seq } from '../message/message.js';
import type { AttemptOutcome, AttemptRecord, Insert, LeasedRun, Settlement } from '../ports/message-store.js';
import type { Decision } from './decide.js';

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

export function attemptRecord(unsettled: Unsettled, attempted: Attempted): AttemptRecord {
  const { lease } = unsettled;
  return { messageId: identityOf(unsettled), queueId: lease.queueId, number: lease.attempts + 1, ...attempted };
}

/** `copy` is made only when the decision needs one. */
export function settlementOf(
  { lease, seq }: Unsettled,
  decision: Decision,
  attempt: AttemptRecord | null,
  copy: (decision: Extract<Decision, { kind: 'dead-letter' }>) => Insert | null,
): Settlement {
  const delivery = { lease, seq };
  if (decision.kind === 'dead-letter') return { kind: 'dead-letter', delivery, copy: copy(decision), attempt };
  const { attempts, redelivered, availableAt } = decision;
  return { kind: 'return', delivery, run: lease, attempts, redelivered, availableAt, attempt };
}
