import type { Delivery } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import type { ChannelConsumer } from './consumer.js';

/** A delivery whose acknowledgment the client owes. */
export interface Owed {
  readonly tag: number;
  readonly delivery: Delivery;
  /** Null when it was got by basic.get. */
  readonly consumer: ChannelConsumer | null;
}

/** The deliveries of a channel that are not settled, by their tags, in the order they went out. */
export class Unacked {
  readonly #byTag = new Map<number, Owed>();

  get size(): number {
    return this.#byTag.size;
  }

  add(owed: Owed): void {
    this.#byTag.set(owed.tag, owed);
  }

  /** Takes out what an acknowledgment names. `multiple` is all up to the tag, and tag 0 all there are. 406 for an unknown tag. */
  take(tag: number, multiple: boolean): Owed[] {
    if (multiple && tag === 0) return this.takeAll();
    const named = this.#byTag.get(tag);
    if (named === undefined) throw new AmqpError('PRECONDITION_FAILED', `unknown delivery tag ${tag}`);
    if (!multiple) {
      this.#byTag.delete(tag);
      return [named];
    }
    return this.#takeUpTo(tag);
  }

  takeAll(): Owed[] {
    const all = [...this.#byTag.values()];
    this.#byTag.clear();
    return all;
  }

  /** Puts back what a rolled back transaction had settled. */
  restore(settled: readonly Owed[]): void {
    const all = [...settled, ...this.takeAll()].sort((one, other) => one.tag - other.tag);
    for (const owed of all) this.add(owed);
  }

  #takeUpTo(tag: number): Owed[] {
    const taken: Owed[] = [];
    for (const owed of this.#byTag.values()) {
      if (owed.tag > tag) break;
      taken.push(owed);
    }
    for (const { tag: settled } of taken) this.#byTag.delete(settled);
    return taken;
  }
}
