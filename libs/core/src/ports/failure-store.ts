import type { AttemptRecord, PeekedMessage, QueueId } from './message-store.js';
import type { Seq } from '../message/message.js';

/** Names an error group: 48 bits of a hash over queue, error name, normalised message and top frame. */
export type Fingerprint = number;

/** What failures that are alike have in common. */
export interface Failure {
  readonly fingerprint: Fingerprint;
  /** Where the messages failed. */
  readonly queueId: QueueId;
  /** The error's own, or how the attempt or message ended where nobody told an error: retry, reject, timeout, lease_lost, expired … */
  readonly errorName: string;
  /** Without what differs from one failure to the next: numbers, ids, quoted values. May be ''. */
  readonly message: string;
  /** The topmost stack frame of the application, `function (file)`; null when no stack was told. */
  readonly frame: string | null;
}

/** What a commit adds to an error group. */
export interface FailureCount {
  readonly failure: Failure;
  readonly attempts: number;
  readonly deaths: number;
  /** Queues that got dead letters, each once, in the order of their ids. */
  readonly deadLetterQueueIds: readonly QueueId[];
}

/** Failures within one hour. */
export interface FailureHour {
  /** When it begins, ms since 1970. */
  readonly at: number;
  readonly attempts: number;
  readonly deaths: number;
}

/** Failures that are alike, as events: a message that failed five times counts five times, also after it is redriven. */
export interface ErrorGroup extends Failure {
  /** ms since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Failed attempts. */
  readonly attempts: number;
  /** Messages that left the queue as dead. */
  readonly deaths: number;
  /** Queues that got the dead letters, in the order of their ids. */
  readonly deadLetterQueueIds: readonly QueueId[];
  /** Of the last 24 hours, oldest first, without the hours in which nothing failed. */
  readonly hours: readonly FailureHour[];
}

export interface ErrorGroupQuery {
  readonly queueIds: readonly QueueId[];
  /** Last seen then or later, ms since 1970. */
  readonly since: number;
  /** Only groups in which messages died. */
  readonly onlyDeaths: boolean;
  readonly limit: number;
  /** The last group of the page before; null for the first page. */
  readonly after: Pick<ErrorGroup, 'lastAt' | 'fingerprint'> | null;
}

export interface GroupAttempt extends AttemptRecord {
  /** Grows with the order in which attempts are recorded. */
  readonly position: number;
}

export interface PeekedDeadLetter extends PeekedMessage {
  /** Where it lies. */
  readonly queueId: QueueId;
}

/**
 * What failed and how often. It is written by settlements, in their transaction. Reads change nothing. Groups and attempts are forgotten
 * some time after their last failure.
 */
export interface FailureStore {
  /** Last seen first. */
  listErrorGroups(query: ErrorGroupQuery): Promise<readonly ErrorGroup[]>;
  /** Null when there is none. */
  findErrorGroup(fingerprint: Fingerprint): Promise<ErrorGroup | null>;
  /** The newest failed attempts of a group first; only those recorded before `before`, a position. */
  listGroupAttempts(
    fingerprint: Fingerprint,
    options: { readonly limit: number; readonly before: number },
  ): Promise<readonly GroupAttempt[]>;
  /** Messages that died in a queue and are kept in others, by seq; only behind `after`. */
  peekDeadLetters(
    origin: QueueId,
    options: { readonly limit: number; readonly after: Seq },
  ): Promise<readonly PeekedDeadLetter[]>;
}
