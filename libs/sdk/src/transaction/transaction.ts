import type { Outgoing } from '../link/link.js';

/** A message of one queue, as an inbox remembers it. */
export interface SeenMessage {
  readonly queue: string;
  readonly id: string;
}

/**
 * A transaction of the application's database, for `{ tx }`: made by `fromPg` and its like, by `viaOutbox`, or by a test broker. What
 * is done through it happens when the transaction commits, and never when it is rolled back.
 */
export interface Transaction {
  /** In order. */
  publish(messages: readonly Outgoing[], vhost: string): Promise<void>;
  /** lease_lost: somebody else has the message, so the transaction must be rolled back. */
  ack(token: string): Promise<void>;
  /** True the first time that a committed transaction has called it for this message. */
  firstSeen(message: SeenMessage): Promise<boolean>;
}
