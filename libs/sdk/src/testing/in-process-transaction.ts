import { BrokerError, decodeToken, type Broker, type DeliveryRef, type Session } from '@howdah/core';
import type { MemoryDatabase, MemoryPublication } from '@howdah/storage-memory';
import { HowdahError, queueNotFound } from '../errors.js';
import type { Outgoing } from '../link/link.js';
import type { SeenMessage } from '../transaction/transaction.js';
import type { InProcessTransaction } from './in-process-broker.js';
import type { VirtualClock } from './virtual-clock.js';

/** What all transactions of a test broker share. */
export interface Ground {
  readonly broker: Broker;
  readonly session: Session;
  readonly database: MemoryDatabase;
  readonly clock: VirtualClock;
  /** What inboxes have seen, of committed transactions. */
  readonly seen: Set<string>;
}

/** Gathers what is done and does it at the commit, as the SQL functions do. */
export class MemoryTransaction implements InProcessTransaction {
  readonly #publications: MemoryPublication[] = [];
  readonly #acks: DeliveryRef[] = [];
  readonly #seen = new Set<string>();

  constructor(private readonly ground: Ground) {}

  async publish(messages: readonly Outgoing[], vhost: string): Promise<void> {
    for (const message of messages) {
      await this.#requireTarget(message, vhost);
      this.#publications.push(toPublication(message, vhost));
    }
  }

  async ack(token: string): Promise<void> {
    const delivery = decodeToken(token);
    if (this.ground.database.leased(delivery) === null) throw leaseLost();
    this.#acks.push(delivery);
  }

  async firstSeen({ queue, id }: SeenMessage): Promise<boolean> {
    const key = JSON.stringify([queue, id]);
    if (this.ground.seen.has(key) || this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  async commit(): Promise<void> {
    const { database, seen, clock } = this.ground;
    try {
      database.intake.commit(database, this.#publications, this.#acks);
    } catch (error) {
      throw error instanceof BrokerError && error.code === 'lease_lost' ? leaseLost(error) : error;
    }
    for (const key of this.#seen) seen.add(key);
    // What is due now is done now: the broker moves the messages to their queues.
    await clock.advance(0);
  }

  async #requireTarget({ exchange, routingKey }: Outgoing, vhost: string): Promise<void> {
    const { topology } = this.ground.broker;
    const target =
      exchange === ''
        ? topology.getQueue(this.ground.session, vhost, routingKey)
        : topology.getExchange(this.ground.session, vhost, exchange);
    await target.catch((error: unknown) => Promise.reject(queueNotFound(routingKey, error)));
  }
}

function toPublication(message: Outgoing, vhost: string): MemoryPublication {
  const { exchange, routingKey, body, headers, ttlMs } = message;
  const { contentType, contentEncoding, messageId, persistent, priority, correlationId, replyTo, delayMs = 0 } = message;
  return {
    ...{ vhost, exchange, routingKey, body, headers },
    properties: {
      contentType,
      contentEncoding,
      messageId,
      persistent,
      priority,
      correlationId,
      replyTo,
      delayMs,
      expirationMs: ttlMs,
    },
  };
}

const leaseLost = (cause?: unknown): HowdahError =>
  new HowdahError('lease_lost', 'the lease of the message is lost', { remedy: 'Roll back: it is delivered again.', cause });
