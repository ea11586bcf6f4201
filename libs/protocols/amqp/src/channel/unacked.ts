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

/** Smaller windows are not worth cutting. */
const windowMin = 64;
/** A window with so many places for each delivery in it is mostly holes. */
const placesPerOwed = 4;

/**
 * The deliveries of a channel that are not settled, by their tags, in the order they went out. Tags follow one another, so an array finds them;
 * a Map would keep what has long been settled: docs/adr/0073-deliveries-in-a-window.md.
 */
export class Unacked {
  /** From the tag `#first` on, one place for each tag; a hole where the delivery is settled. */
  readonly #window: (Owed | undefined)[] = [];
  #first = 1;
  /** In the window. */
  #count = 0;
  /** Older than the window, which goes on without them. */
  readonly #leftBehind = new Map<number, Owed>();

  get size(): number {
    return this.#leftBehind.size + this.#count;
  }

  /** Its tag is higher than all before it. */
  add(owed: Owed): void {
    const { length } = this.#window;
    if (owed.tag !== this.#first + length) this.#startAt(owed.tag);
    else if (length >= Math.max(windowMin, placesPerOwed * this.#count)) this.#leaveBehind(length >> 1);
    this.#window.push(owed);
    this.#count++;
  }

  /** Takes out what an acknowledgment names. `multiple` is all up to the tag, and tag 0 all there are. 406 for an unknown tag. */
  take(tag: number, multiple: boolean): Owed[] {
    if (multiple && tag === 0) return this.takeAll();
    const named = this.#window[tag - this.#first] ?? this.#leftBehind.get(tag);
    if (named === undefined) throw new AmqpError('PRECONDITION_FAILED', `unknown delivery tag ${tag}`);
    if (multiple) return this.#takeUpTo(tag);
    this.#remove(tag);
    return [named];
  }

  takeAll(): Owed[] {
    return this.#takeUpTo(Infinity);
  }

  /** Puts back what a rolled back transaction had settled. */
  restore(settled: readonly Owed[]): void {
    const all = [...settled, ...this.takeAll()].sort((one, other) => one.tag - other.tag);
    for (const owed of all) this.#leftBehind.set(owed.tag, owed);
  }

  #remove(tag: number): void {
    if (this.#leftBehind.delete(tag)) return;
    this.#window[tag - this.#first] = undefined;
    this.#count--;
  }

  #takeUpTo(tag: number): Owed[] {
    const taken: Owed[] = [];
    for (const owed of this.#leftBehind.values()) {
      if (owed.tag > tag) break;
      taken.push(owed);
    }
    for (const { tag: settled } of taken) this.#leftBehind.delete(settled);
    return taken.concat(this.#cut(tag - this.#first + 1));
  }

  /** Deliveries that nobody acknowledges lie between: automatic acknowledgment takes tags, too. */
  #startAt(tag: number): void {
    this.#leaveBehind(this.#window.length);
    this.#first = tag;
  }

  #leaveBehind(places: number): void {
    for (const owed of this.#cut(places)) this.#leftBehind.set(owed.tag, owed);
  }

  /** Takes places off the front of the window, and returns who was there. */
  #cut(places: number): Owed[] {
    const cut = this.#window.splice(0, Math.max(0, places));
    const owed = cut.filter((one) => one !== undefined);
    this.#first += cut.length;
    this.#count -= owed.length;
    return owed;
  }
}
