import type { Counted, Delivered, Event, Published } from './event.js';

/**
 * What a broker must not do to its clients:
 * - `lost`: it was confirmed and not delivered in one of its queues;
 * - `unexpected`: delivered though nobody published it, or not to that queue;
 * - `doubled`: delivered again without a warning that this may be so;
 * - `overtaken`: after a later message of its publisher, though neither was a redelivery, where an order is promised;
 * - `revived`: delivered after its acknowledgment was stored, or after its queue was empty;
 * - `leftover`: in its queue when all was acknowledged.
 */
export type Breach = 'lost' | 'unexpected' | 'doubled' | 'overtaken' | 'revived' | 'leftover';

export interface Violation {
  readonly breach: Breach;
  readonly at: number;
  readonly queue: string;
  /** Of the message; null for a count. */
  readonly id: string | null;
  readonly detail: string;
}

export interface CheckOptions {
  /** Queues whose consumers together see each publisher's order. Where consumers of several brokers share a queue no order is promised. */
  readonly ordered: ReadonlySet<string>;
}

/** Reads a history that ended with all queues drained. Empty: nothing is wrong. */
export function check(history: readonly Event[], { ordered }: CheckOptions): Violation[] {
  const published = new Map(history.filter((event) => event.type === 'published').map((event) => [event.id, event]));
  const seen = new Seen(published, ordered);
  const violations = history.flatMap((event) => {
    switch (event.type) {
      case 'delivered':
        return seen.delivery(event);
      case 'settled':
        seen.end(event.queue, event.id);
        return [];
      case 'counted':
        return seen.count(event);
      case 'published':
      case 'confirmed':
      case 'failed':
        return [];
    }
  });
  return [...violations, ...lost(history, published, seen)];
}

function lost(history: readonly Event[], published: ReadonlyMap<string, Published>, seen: Seen): Violation[] {
  return history
    .filter((event) => event.type === 'confirmed')
    .flatMap(({ id, at }) =>
      published
        .get(id)!
        .queues.filter((queue) => !seen.has(queue, id))
        .map((queue) => ({ breach: 'lost', at, queue, id, detail: 'confirmed and never delivered' }) as const),
    );
}

/** What was delivered so far. */
class Seen {
  /** By queue and id. */
  readonly #deliveries = new Map<string, Delivered>();
  /** Messages that nobody may see again, by queue and id. */
  readonly #ended = new Set<string>();
  /** The last number of a publisher that came unflagged, by queue and publisher. */
  readonly #numbers = new Map<string, number>();

  constructor(
    private readonly published: ReadonlyMap<string, Published>,
    private readonly ordered: ReadonlySet<string>,
  ) {}

  has(queue: string, id: string): boolean {
    return this.#deliveries.has(key(queue, id));
  }

  end(queue: string, id: string): void {
    this.#ended.add(key(queue, id));
  }

  delivery(delivery: Delivered): Violation[] {
    const { id, queue } = delivery;
    const message = this.published.get(id);
    if (message === undefined || !message.queues.includes(queue))
      return [violation('unexpected', delivery, 'nobody published it there')];
    const violations = [this.#revived(delivery), this.#doubled(delivery, message), this.#overtaken(delivery, message)];
    this.#deliveries.set(key(queue, id), delivery);
    return violations.filter((found) => found !== undefined);
  }

  /** What is in an empty queue no more is gone for good. */
  count({ at, queue, messages }: Counted): Violation[] {
    if (messages > 0)
      return [{ breach: 'leftover', at, queue, id: null, detail: `${messages} messages, and all were acknowledged` }];
    for (const delivery of this.#deliveries.values()) if (delivery.queue === queue) this.end(queue, delivery.id);
    return [];
  }

  #revived(delivery: Delivered): Violation | undefined {
    if (!this.#ended.has(key(delivery.queue, delivery.id))) return undefined;
    return violation('revived', delivery, 'its acknowledgment was stored');
  }

  #doubled(delivery: Delivered, { repeats }: Published): Violation | undefined {
    const before = this.#deliveries.get(key(delivery.queue, delivery.id));
    if (before === undefined || delivery.redelivered || repeats) return undefined;
    return violation('doubled', delivery, `it had gone to ${before.consumer} of ${before.broker} at ${before.at.toFixed(0)} ms`);
  }

  #overtaken(delivery: Delivered, { publisher, number, repeats }: Published): Violation | undefined {
    if (delivery.redelivered || repeats || !this.ordered.has(delivery.queue)) return undefined;
    const place = JSON.stringify([delivery.queue, publisher]);
    const last = this.#numbers.get(place) ?? -1;
    this.#numbers.set(place, Math.max(last, number));
    if (number >= last) return undefined;
    return violation('overtaken', delivery, `number ${number} of ${publisher} came after ${last}`);
  }
}

const key = (queue: string, id: string): string => `${queue}\n${id}`;

function violation(breach: Breach, { at, queue, id, consumer, broker }: Delivered, detail: string): Violation {
  return { breach, at, queue, id, detail: `to ${consumer} of ${broker}: ${detail}` };
}
