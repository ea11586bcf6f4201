import type { ConsumerHandler } from '../broker-api.js';
import type { Session } from '../access/session.js';
import type { Queue } from '../topology/model.js';
import { InFlightList } from './in-flight.js';

/** A consumer in its queue's pump, and what it holds; it keeps holding that after it was cancelled. */
export class ConsumerSlot {
  state: 'consuming' | 'cancelled' = 'consuming';
  readonly unsettled = new InFlightList();

  constructor(
    readonly queue: Queue,
    readonly handler: ConsumerHandler,
    readonly session: Session,
  ) {}
}

/** The consumers of one queue, each served in its turn. */
export class ConsumerGroup {
  readonly #slots: ConsumerSlot[] = [];
  #turn = 0;

  get size(): number {
    return this.#slots.length;
  }

  get all(): readonly ConsumerSlot[] {
    return this.#slots;
  }

  add(slot: ConsumerSlot): void {
    this.#slots.push(slot);
  }

  remove(slot: ConsumerSlot): void {
    const index = this.#slots.indexOf(slot);
    if (index >= 0) this.#slots.splice(index, 1);
  }

  /** Deliveries that all of them together take now; may be Infinity. */
  capacity(): number {
    let sum = 0;
    for (const slot of this.#slots) sum += Math.max(0, slot.handler.capacity());
    return sum;
  }

  unsettledCount(): number {
    let sum = 0;
    for (const slot of this.#slots) sum += slot.unsettled.size;
    return sum;
  }

  /** The next in turn that has capacity; null when none has. */
  next(): ConsumerSlot | null {
    const count = this.#slots.length;
    for (let tried = 0; tried < count; tried++) {
      if (this.#turn >= count) this.#turn = 0;
      const slot = this.#slots[this.#turn++];
      if (slot !== undefined && slot.handler.capacity() > 0) return slot;
    }
    return null;
  }
}
