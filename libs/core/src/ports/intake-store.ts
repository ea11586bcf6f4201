import type { BrokerError } from '../errors.js';
import type { Insert } from './message-store.js';

/** A message that an application has published in its own transaction, which is committed. As JSON says it; nothing is checked yet. */
export interface Arrival {
  /** Unique, and in the order of the calls. */
  readonly id: number;
  readonly vhost: string;
  readonly exchange: string;
  readonly routingKey: string;
  /** As of an item of a publish request over REST, with `delayMs` and `mandatory`. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  /** When it was published, ms since 1970. */
  readonly at: number;
}

/** What becomes of an arrival: stored; kept where operators see it, with the reason; or wanted by nobody and gone. */
export type Judgement =
  | { readonly kind: 'store'; readonly insert: Insert }
  | { readonly kind: 'refuse'; readonly error: BrokerError }
  | { readonly kind: 'drop' };

/** One for each arrival, in order. */
export type Judge = (arrivals: readonly Arrival[]) => Promise<readonly Judgement[]>;

export interface Intake {
  readonly outcome: 'moved' | 'empty' | 'busy';
  /** More are there: move again. */
  readonly more: boolean;
  /** Of the judgements those that were stored; the others to store were refused by a full queue. */
  readonly stored: readonly Insert[];
}

export interface RefusedPublications {
  readonly count: number;
  /** Why the newest was refused; null when there is none. */
  readonly newest: { readonly code: string; readonly reason: string; readonly at: number } | null;
}

/**
 * Where applications leave messages in their own transactions. A message is taken out in the very commit that stores it, so that it
 * is stored exactly once, whenever a broker dies. Brokers take turns: one moves at a time, which keeps the order.
 */
export interface IntakeStore {
  /**
   * From now on `onArrival` is called, once for many, when something has been committed: a hint, never a promise. Applications are
   * refused larger bodies than `bodyBytesMax`.
   */
  open(options: { readonly bodyBytesMax: number; readonly onArrival: () => void }): Promise<void>;
  /**
   * Takes the oldest arrivals out, some hundred, and stores what the judge says, in their order and in one commit. A full queue that
   * refuses a message refuses it as the judge would. busy: another broker is moving.
   */
  move(judge: Judge): Promise<Intake>;
  /** Of a virtual host; null: of all. */
  countRefused(vhost: string | null): Promise<RefusedPublications>;
}
