import type { Session } from '../access/session.js';
import type { Message, Seq } from '../message/message.js';
import type { PeekedMessage } from '../ports/message-store.js';
import type { MessageEdit, MessageFilter, Operation, OperationId, OperationKind, ReportItem } from '../ports/operation-store.js';

export interface OperationRequest {
  readonly kind: OperationKind;
  readonly vhost: string;
  /** Where the messages lie. */
  readonly queue: string;
  /** Default: all of them. */
  readonly filter?: MessageFilter;
  /** Default null: a redrive leads to each message's origin. A move needs one. */
  readonly target?: string | null;
  /** Of a redrive, instead of a target. Default null. */
  readonly exchange?: string | null;
  /** For the exchange. Default null: the one that each message had before it died. */
  readonly routingKey?: string | null;
  readonly edit?: MessageEdit | null;
  /** Default true. */
  readonly resetAttempts?: boolean;
  /** Default null: as fast as it goes. */
  readonly ratePerSecond?: number | null;
  /** Default false. */
  readonly canary?: boolean;
  /** Default null. */
  readonly failureShareMax?: number | null;
  /** Of a dry run, so that exactly what it has seen is meant. Default: now. */
  readonly cutoff?: Seq;
}

export const verdicts = [
  'will_be_delivered',
  'no_consumer',
  'delivery_paused',
  'will_be_removed',
  'held',
  'expired',
  'not_a_dead_letter',
  'no_route',
  'target_paused',
] as const;
/** What an operation would do to a message. The first four are moved or removed, the others are left where they are. */
export type Verdict = (typeof verdicts)[number];

export interface JudgedMessage {
  readonly messageId: Seq;
  readonly verdict: Verdict;
  /** Why, for people. */
  readonly detail: string;
  /** Name of the queue that it would go to, of several with commas. */
  readonly target: string | null;
}

export interface DryRun {
  /** To be given to `create`. */
  readonly cutoff: Seq;
  readonly totals: Readonly<Partial<Record<Verdict, number>>>;
  /** The first 1,000. */
  readonly items: readonly JudgedMessage[];
  /** The first 5, whole. `after` null: it would be left or removed. */
  readonly samples: readonly (JudgedMessage & { readonly before: PeekedMessage; readonly after: Message | null })[];
  /** Messages looked at. */
  readonly reads: number;
  /** The whole scope was looked at; a dry run ends after 50,000 messages. */
  readonly isComplete: boolean;
}

/** Redrives, moves and purges by filter: durable, done in small commits by whichever broker, to be paused and aborted at any time. */
export interface OperationVerbs {
  /** By an operator who may read the queue and write to the target. queue_not_found, invalid_argument, idempotency_key_reused */
  create(
    session: Session,
    request: OperationRequest,
    key?: { readonly key: string; readonly digest: Buffer },
  ): Promise<{ readonly operation: Operation; readonly replayed: boolean }>;
  check(session: Session, request: OperationRequest): Promise<DryRun>;
  /** operation_not_found */
  get(session: Session, id: OperationId): Promise<Operation>;
  /** Newest first. */
  list(
    session: Session,
    vhost: string,
    options: { readonly before: OperationId | null; readonly limit: number },
  ): Promise<readonly Operation[]>;
  /** running resumes it. operation_not_found, operation_ended */
  change(session: Session, id: OperationId, to: 'running' | 'paused' | 'aborted'): Promise<Operation>;
  /** What was skipped and what failed again, oldest first. */
  report(
    session: Session,
    id: OperationId,
    options: { readonly after: number; readonly limit: number },
  ): Promise<readonly ReportItem[]>;
}
