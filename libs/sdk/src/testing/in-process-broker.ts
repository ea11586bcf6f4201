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
  count(queue: string): Promise<{ readonly ready: number; readonly inFlight: number; readonly delayed: number }>;
  peek(queue: string): Promise<readonly Peeked[]>;
  stop(): Promise<void>;
}

export interface Peeked {
  readonly id: string;
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly deathReasons: readonly string[];
  /** What the last failed attempt told before it died. */
  readonly error: { readonly name: string; readonly message: string } | undefined;
}

/** What an application's database would keep until the end of its transaction. */
export interface InProcessTransaction extends Transaction {
  /** lease_lost: nothing of it has happened. */
  commit(): Promise<void>;
}
