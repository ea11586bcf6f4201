import type { FieldJson } from '../message/field-json.js';
import type { DeathReason, Seq } from '../message/message.js';
import type { Insert, OwnerId, QueueId } from './message-store.js';

export const operationKinds = ['redrive', 'move', 'purge'] as const;
export type OperationKind = (typeof operationKinds)[number];

/** paused: by an operator, or by the broker because too much failed. aborted and completed are for ever. */
export const operationStates = ['running', 'paused', 'aborted', 'completed'] as const;
export type OperationState = (typeof operationStates)[number];

export type OperationId = number;

/** Which messages of a queue are meant: those that fulfil every condition given. */
export interface MessageFilter {
  readonly messageId?: Seq;
  /** Name of the queue that it died in last. */
  readonly origin?: string;
  /** Why it died last. */
  readonly reason?: DeathReason;
  /** Of the error that it died of. */
  readonly errorName?: string;
  /** Error group of its last death. */
  readonly errorGroup?: number;
  /** When it came to the queue, which for a dead letter is when it died: from then on, and before then; ms since 1970. */
  readonly publishedFrom?: number;
  readonly publishedBefore?: number;
  /** Headers with exactly this value, as JSON shows it. */
  readonly headers?: Readonly<Record<string, FieldJson>>;
  /** Values in a body of JSON by JSON pointer (RFC 6901); numbers are compared as doubles. */
  readonly body?: readonly { readonly pointer: string; readonly equals: unknown }[];
}

/** What of one message is made anew. */
export interface MessageEdit {
  /** As base64; null: it stays. */
  readonly body: string | null;
  readonly setHeaders: Readonly<Record<string, FieldJson>>;
  readonly removeHeaders: readonly string[];
}

/** What is to be done; never changed. */
export interface OperationDefinition {
  readonly kind: OperationKind;
  readonly vhost: string;
  /** Where the messages lie. */
  readonly queueId: QueueId;
  readonly queue: string;
  readonly filter: MessageFilter;
  /** Name of the queue they go to; null: each to its origin, or with a purge nowhere. */
  readonly target: string | null;
  /** Of a redrive: they are published to this exchange again instead; null: they are not. */
  readonly exchange: string | null;
  /** For the exchange; null: the one that each had before it died. */
  readonly routingKey: string | null;
  readonly edit: MessageEdit | null;
  /** Their count of failed attempts begins anew. Otherwise each has at least one more delivery. */
  readonly resetAttempts: boolean;
  /** Messages per second; null: as fast as it goes. */
  readonly ratePerSecond: number | null;
  /** One message first and then ten, each time waiting for what becomes of them. */
  readonly canary: boolean;
  /** Of the messages whose fate is known so many (0 to 1) may fail before it pauses; null: any. */
  readonly failureShareMax: number | null;
  /** Name of the user. */
  readonly author: string;
}

/** A redrive, move or purge of many messages: goes on whichever broker lives. */
export interface Operation extends OperationDefinition {
  readonly id: OperationId;
  readonly state: OperationState;
  /** Why it is in that state, if somebody or something put it there. */
  readonly stateReason: string | null;
  /** The last position of the log that is in its scope: what came later is never touched. */
  readonly cutoff: Seq;
  /** Everything up to here is done. */
  readonly cursor: Seq;
  /** Messages in scope when it began; null: not counted yet. */
  readonly total: number | null;
  readonly moved: number;
  /** Left where they were, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Of those moved that are followed: left their queue without a failed attempt, or had one. */
  readonly succeeded: number;
  readonly failed: number;
  /** Moved and followed, fate not known yet. */
  readonly following: number;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly endedAt: number | null;
}

/** One message that is taken out of its queue. */
export interface ChunkItem {
  readonly seq: Seq;
  readonly messageId: Seq;
  /** What is stored instead, with at least one placement; null: nothing. Of several the first one is followed. */
  readonly copy: Insert | null;
  /** Failed attempts that the copy begins with. */
  readonly attempts: number;
}

export interface SkippedItem {
  readonly seq: Seq;
  readonly messageId: Seq;
  readonly reason: string;
  readonly detail: string;
}

/** Some messages of an operation, in one commit together with its progress. */
export interface Chunk {
  readonly operationId: OperationId;
  /** Who leases the operation. */
  readonly owner: OwnerId;
  readonly queueId: QueueId;
  readonly items: readonly ChunkItem[];
  readonly skipped: readonly SkippedItem[];
  /** Everything up to here is done, if nothing was missed. */
  readonly end: Seq;
  /** There is nothing behind it. */
  readonly isLast: boolean;
  /** What becomes of the messages is of interest. */
  readonly follows: boolean;
}

export interface ChunkResult {
  /** Null: it is another's by now, or no more running, and nothing was done. */
  readonly operation: Operation | null;
  /** Those that were taken; a message that somebody was just claiming is looked at again, one without room is skipped. */
  readonly taken: readonly ChunkItem[];
}

export interface ReportItem {
  /** Grows. */
  readonly position: number;
  readonly messageId: Seq;
  readonly outcome: 'skipped' | 'failed';
  readonly reason: string;
  readonly detail: string;
  /** ms since 1970. */
  readonly at: number;
}

/** What an operation has done with a message. */
export interface MessageTrace {
  readonly operation: Operation;
  /** failed: was moved, and then failed again. */
  readonly outcome: 'moved' | 'skipped' | 'failed';
  /** Where the copy of a moved one lies, or lay; null: not known any more. */
  readonly place: { readonly seq: Seq; readonly queueId: QueueId } | null;
  /** When it is known to be so, ms since 1970. */
  readonly at: number;
  /** Why it was left or failed; '' otherwise. */
  readonly detail: string;
}

/** Room was refused by the queue they would have gone to. */
export const targetFull = 'target_full';

/** At most so many messages of an operation are followed at a time, and so many items are kept in its report. */
export const followedMax = 10_000;
export const reportItemsMax = 10_000;

/** Remembers operations and does their steps, each in one commit with the messages that it moves. */
export interface OperationStore {
  /** The last position of the log that may be in use: a message that is stored later has a higher one. */
  position(): Promise<Seq>;
  /** A second one by the same author under the same key is not made: the first is returned. */
  create(
    definition: OperationDefinition,
    cutoff: Seq,
    key: { readonly key: string; readonly digest: Buffer } | null,
  ): Promise<{ readonly operation: Operation; readonly replayed: { readonly digest: Buffer } | null }>;
  get(id: OperationId): Promise<Operation | null>;
  /** Newest first; only those before `before`. */
  list(options: {
    readonly vhost: string;
    readonly before: OperationId | null;
    readonly limit: number;
  }): Promise<readonly Operation[]>;
  /** Newest first: those that go on, are paused, or whose messages are followed, and those that have ended since `endedSince`, ms since 1970; at most 500. */
  listCurrent(endedSince: number): Promise<readonly Operation[]>;
  /** Null when it is in none of the states `from`. */
  change(
    id: OperationId,
    change: { readonly from: readonly OperationState[]; readonly to: OperationState; readonly reason: string | null },
  ): Promise<Operation | null>;
  /** Leases running operations that no living owner has, at most `limit`, and returns all running ones that this owner has. */
  lease(owner: OwnerId, limit: number): Promise<readonly Operation[]>;
  /** Gives all of them back. */
  release(owner: OwnerId): Promise<void>;
  /** Null as in ChunkResult. */
  setTotal(id: OperationId, owner: OwnerId, total: number): Promise<Operation | null>;
  commitChunk(chunk: Chunk): Promise<ChunkResult>;
  /** Looks what became of the messages followed; null when there is no such operation, or somebody else is just looking. */
  follow(id: OperationId): Promise<Operation | null>;
  /** Operations that have ended and have messages that are followed. */
  listFollowing(): Promise<readonly OperationId[]>;
  /** Oldest first, only behind `after`. */
  listReport(id: OperationId, options: { readonly after: number; readonly limit: number }): Promise<readonly ReportItem[]>;
  /** As far as it is on record, oldest first: followed messages, reports, and operations on this message alone. */
  listTraces(messageId: Seq): Promise<readonly MessageTrace[]>;
  /** The number of the last failed attempt in that queue, for those messages that had one. */
  lastAttempts(messageIds: readonly Seq[], queueId: QueueId): Promise<ReadonlyMap<Seq, number>>;
}
