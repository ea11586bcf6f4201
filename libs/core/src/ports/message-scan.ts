import type { Seq } from '../message/message.js';
import type { PeekedMessage, QueueId, StoredMessage } from './message-store.js';

/**
 * A message in one queue, as whoever looks for messages calls its state. scheduled: published with a delay. retrying: failed, and backs
 * off. leased: in somebody's hands. dead: waits as a dead letter of another queue. ready: waits otherwise.
 */
export const heldStates = ['ready', 'scheduled', 'retrying', 'leased', 'dead'] as const;
export type HeldState = (typeof heldStates)[number];

export interface ScannedMessage extends PeekedMessage {
  /** Where it lies. */
  readonly queueId: QueueId;
}

/** A message in a queue, by its place in the order of positions and, at one position, of queue ids. */
export interface ScanPlace {
  readonly seq: Seq;
  readonly queueId: QueueId;
}

export interface ScanScope {
  /** Only messages that lie in these. */
  readonly queueIds: readonly QueueId[];
  /** Of those only messages that lie in one of these, or are dead letters of one of these; null: all. */
  readonly about: readonly QueueId[] | null;
  /** Only in these states; null: in all. */
  readonly states: readonly HeldState[] | null;
  readonly order: 'newest' | 'oldest';
}

export interface ScannedMessages {
  /** May be fewer than asked for. */
  readonly messages: readonly ScannedMessage[];
  /** Everything up to here is told. */
  readonly end: ScanPlace | null;
  /** Nothing of the scope is behind them. */
  readonly isLast: boolean;
}

/**
 * Looks through messages of many queues without touching one. What it reads may be some moments old, and reading is in nobody's way who
 * publishes or consumes.
 */
export interface MessageScan {
  /** The next messages of the scope behind a place; null: from its beginning. */
  scanMessages(scope: ScanScope, after: ScanPlace | null, limit: number): Promise<ScannedMessages>;
  /** Where the message at a position lies. */
  findHolders(seq: Seq): Promise<readonly ScannedMessage[]>;
  /** As it was stored there, also when no queue holds it any more; null when its storage is free again. */
  readLog(seq: Seq): Promise<StoredMessage | null>;
}
