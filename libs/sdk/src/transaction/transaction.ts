import type { Outgoing } from '../link/link.js';

/** A message of one queue, as an inbox remembers it. */
export interface SeenMessage {
  /** The name of the queue. */
  readonly queue: string;
  /** The id that its publisher gave it. */
  readonly id: string;
}

/**
 * A transaction of the application's database, for `{ tx }`: made by `fromPg` and its like, by `viaOutbox`, or by a test broker. What
 * is done through it happens when the transaction commits, and never when it is rolled back.
 */
export interface Transaction {
  /** Publishes in order. `message_refused`, `access_refused`, `queue_not_found`, `wrong_database`. */
  publish(messages: readonly Outgoing[], vhost: string): Promise<void>;
  /** Acknowledges the delivery with this token. `lease_lost`: somebody else has the message, so the transaction must be rolled back. */
  ack(token: string): Promise<void>;
  /** True the first time that a committed transaction has called it for this message. */
  firstSeen(message: SeenMessage): Promise<boolean>;
}
