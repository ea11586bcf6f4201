import type { Delivery } from '../broker-api.js';
import type { Message, Seq } from '../message/message.js';
import type { DeliveryRef, LeasedRun, StoredMessage } from '../ports/message-store.js';
import { encodeToken } from '../settle/token.js';
import type { Queue } from '../topology/model.js';
import type { ConsumerSlot } from './consumer-slot.js';

const none: readonly StoredMessage[] = [];

/** Its messages are handed out: a delivery keeps its run, and must not keep the bodies of its neighbours with it. */
export function forgetMessages(run: LeasedRun): void {
  (run as { messages: readonly StoredMessage[] }).messages = none;
}

/** A delivery that is not settled yet. It is its own DeliveryRef and its own list node: a delivered message is one object. */
export class InFlight implements Delivery, DeliveryRef {
  previous: InFlight | null = null;
  next: InFlight | null = null;
  /** Null once it is settled or taken away. */
  list: InFlightList | null = null;

  constructor(
    readonly seq: Seq,
    readonly message: Message,
    /** The run as the store delivered it: the store knows it again by its identity. */
    readonly lease: LeasedRun,
    readonly slot: ConsumerSlot,
    /** ms since 1970. */
    readonly startedAt: number,
  ) {}

  get queue(): Queue {
    return this.slot.queue;
  }

  get attempt(): number {
    return this.lease.attempts + 1;
  }

  get redelivered(): boolean {
    return this.lease.redelivered;
  }

  get token(): string {
    const { lease, seq, startedAt, slot } = this;
    return encodeToken({ lease, seq, startedAt, consumer: slot.handler.name });
  }
}

/** A consumer's deliveries, oldest first. */
export class InFlightList {
  oldest: InFlight | null = null;
  #newest: InFlight | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(delivery: InFlight): void {
    delivery.list = this;
    delivery.previous = this.#newest;
    if (this.#newest === null) this.oldest = delivery;
    else this.#newest.next = delivery;
    this.#newest = delivery;
    this.#size++;
  }

  /** Takes a delivery that is in this list out of it. */
  remove(delivery: InFlight): void {
    const { previous, next } = delivery;
    if (previous === null) this.oldest = next;
    else previous.next = next;
    if (next === null) this.#newest = previous;
    else next.previous = previous;
    delivery.list = delivery.previous = delivery.next = null;
    this.#size--;
  }

  /** Empties the list. */
  takeAll(): InFlight[] {
    const all: InFlight[] = [];
    for (let first = this.oldest; first !== null; first = this.oldest) {
      this.remove(first);
      all.push(first);
    }
    return all;
  }
}

/** Puts back what was not settled after all, in its place. */
export function putBack(deliveries: readonly InFlight[]): void {
  for (const { slot } of new Map(deliveries.map((delivery) => [delivery.slot, delivery])).values()) {
    const returned = deliveries.filter((delivery) => delivery.slot === slot);
    const all = [...slot.unsettled.takeAll(), ...returned].sort((one, other) => one.startedAt - other.startedAt);
    for (const delivery of all) slot.unsettled.add(delivery);
  }
}

/** False when the delivery is settled already: settling twice changes nothing. */
export function takeFromList(delivery: InFlight): boolean {
  if (delivery.list === null) return false;
  delivery.list.remove(delivery);
  return true;
}
