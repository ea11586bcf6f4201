import type { Properties } from './properties.js';

/** Position in the message log. Unique for ever, grows with time; below 2^53. */
export type Seq = number;

/** Why a message left a queue without being processed. */
export type DeathReason = 'rejected' | 'expired' | 'maxlen' | 'delivery_limit' | 'age_limit';

/** One entry of a message's dead-letter history: all deaths of the same queue and reason. */
export interface Death {
  readonly queue: string;
  readonly reason: DeathReason;
  readonly count: number;
  /** First time, ms since 1970. */
  readonly time: number;
  /** Where it had been published before it died. */
  readonly exchange: string;
  readonly routingKeys: readonly string[];
  /** The per-message TTL it carried, in ms as a decimal string; removed from the message when it died. */
  readonly originalExpiration?: string;
  /** Error of the last failed attempt, if a consumer told it. */
  readonly error?: AttemptError;
  /** Error group of the last death. Absent: it died before there were any. */
  readonly fingerprint?: number;
}

/** What a consumer said went wrong; together at most 8 kB. */
export interface AttemptError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/**
 * A message as the broker knows it; it belongs to no protocol. Immutable once published. Whoever makes many of them writes all fields, in this
 * order: objects of one shape are read several times faster than those that differ.
 */
export interface Message {
  /** Name of the exchange it was published to; '' is the default exchange. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly properties: Properties;
  readonly body: Buffer;
  /** When the broker accepted it, ms since 1970. */
  readonly publishedAt: number;
  /** Newest first; empty for a message that never died. */
  readonly deaths: readonly Death[];
  /** Routing keys that no receiver may see (BCC): kept so that a dead letter can be routed by them again. Absent: none. */
  readonly hiddenRoutingKeys?: readonly string[] | undefined;
  /**
   * Identity that stays through dead-lettering and redrive: the seq of the first stored copy.
   * Undefined until it is stored for the first time.
   */
  readonly id: Seq | undefined;
}
