import type { Link } from '../link/link.js';
import type { Transaction } from '../transaction/transaction.js';

/** The broker's core over its memory store, without sockets, on a clock that stands still until it is advanced. */
export interface InProcessBroker {
  /** ms since 1970. */
  now(): number;
  /** Moves the clock, alarm by alarm, and lets everything happen that becomes due. */
  advance(ms: number): Promise<void>;
  openLink(): Promise<Link>;
  begin(): InProcessTransaction;
  /** Messages that wait in a queue: ready, and all that are not acknowledged or due yet. queue_not_found */
  count(queue: string): Promise<QueueCount>;
  peek(queue: string): Promise<readonly Peeked[]>;
  stop(): Promise<void>;
}

/** How many messages a queue has. */
export interface QueueCount {
  /** Wait for a handler. */
  readonly ready: number;
  /** Are in handlers. */
  readonly inFlight: number;
  /** Wait for their time: published with a delay, or backing off. */
  readonly delayed: number;
}

/** A message that waits in a queue, looked at without being taken. */
export interface Peeked {
  /** What its publisher called it. */
  readonly id: string;
  /** Its bytes, as they are stored. */
  readonly body: Buffer;
  /** As its publisher has set it. */
  readonly contentType: string | undefined;
  /** What middlewares have done to the body; undefined: nothing. */
  readonly contentEncoding: string | undefined;
  /** Why it died before, newest first: `rejected`, `delivery_limit`, `expired` and so on. */
  readonly deathReasons: readonly string[];
  /** What the last failed attempt told before it died. */
  readonly error:
    | {
        /** The error's name, or its code if it is a HowdahError. */
        readonly name: string;
        /** What went wrong. */
        readonly message: string;
      }
    | undefined;
}

/** What an application's database would keep until the end of its transaction. */
export interface InProcessTransaction extends Transaction {
  /** lease_lost: nothing of it has happened. */
  commit(): Promise<void>;
}
