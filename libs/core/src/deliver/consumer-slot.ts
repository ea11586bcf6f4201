import type { ConsumerHandler } from '../broker-api.js';
import type { Session } from '../access/session.js';
import type { Queue } from '../topology/model.js';
import { InFlightList } from './in-flight.js';

/** A consumer in its queue's pump, and what it holds; it keeps holding that after it was cancelled. */
export class ConsumerSlot {
  state: 'consuming' | 'cancelled' = 'consuming';
  /** False while it waits behind the single active consumer of the queue. */
  active = true;
  /** Its handler was told that it holds something for too long. */
  timedOut = false;
  readonly unsettled = new InFlightList();
  /** After it was cancelled: resolves when no claim is under way any more that began for it. */
  left: Promise<void> = Promise.resolve();

  constructor(
    readonly queue: Queue,
    readonly handler: ConsumerHandler,
    /** Null: it is the broker's own. */
    readonly session: Session | null,
    /** Higher first. */
    readonly priority = 0,
    /** Instead of the queue's, ms; null: the queue's. */
    readonly ackTimeoutMs: number | null = null,
  ) {}

  /** How many more deliveries it takes now. */
  capacity(): number {
    return this.active ? this.handler.capacity() : 0;
  }
}

/** The consumers of one priority, each served in its turn. */
class Level {
  readonly slots: ConsumerSlot[] = [];
  #turn = 0;

  constructor(readonly priority: number) {}

  /** The next in turn that has capacity; null when none has. */
  next(): ConsumerSlot | null {
    const count = this.slots.length;
    for (let tried = 0; tried < count; tried++) {
      if (this.#turn >= count) this.#turn = 0;
      const slot = this.slots[this.#turn++];
      if (slot !== undefined && slot.capacity() > 0) return slot;
    }
    return null;
  }
}

/** The consumers of one queue: the highest priority first, those of one priority in turn. */
export class ConsumerGroup {
  /** Highest priority first. */
  readonly #levels: Level[] = [];
  #latecomers: ConsumerSlot[] = [];
  #served: readonly ConsumerSlot[] = [];
  #isPaused = false;

  get size(): number {
    return this.#served.length + this.#latecomers.length;
  }

  get all(): readonly ConsumerSlot[] {
    return this.#latecomers.length === 0 ? this.#served : [...this.#served, ...this.#latecomers];
  }

  /** `isLate`: it is served when latecomers are admitted. */
  add(slot: ConsumerSlot, isLate: boolean): void {
    if (isLate) this.#latecomers.push(slot);
    else this.#serve([slot]);
  }

  /** True when there were any. */
  admitLatecomers(): boolean {
    if (this.#latecomers.length === 0) return false;
    this.#serve(this.#latecomers);
    this.#latecomers = [];
    return true;
  }

  remove(slot: ConsumerSlot): void {
    this.#latecomers = this.#latecomers.filter((late) => late !== slot);
    const at = this.#levels.findIndex(({ priority }) => priority === slot.priority);
    const level = this.#levels[at];
    const index = level?.slots.indexOf(slot) ?? -1;
    if (level === undefined || index < 0) return;
    level.slots.splice(index, 1);
    if (level.slots.length === 0) this.#levels.splice(at, 1);
    this.#flatten();
  }

  /** While it is paused nobody has capacity. True when that has just ended. */
  pause(isPaused: boolean): boolean {
    const isResumed = this.#isPaused && !isPaused;
    this.#isPaused = isPaused;
    return isResumed;
  }

  /** Deliveries that all of them together take now; may be Infinity. */
  capacity(): number {
    if (this.#isPaused) return 0;
    let sum = 0;
    for (const slot of this.#served) sum += Math.max(0, slot.capacity());
    return sum;
  }

  unsettledCount(): number {
    let sum = 0;
    for (const slot of this.#served) sum += slot.unsettled.size;
    return sum;
  }

  /** The next that has capacity, of the highest priority that has any; null when none has. */
  next(): ConsumerSlot | null {
    if (this.#isPaused) return null;
    for (const level of this.#levels) {
      const slot = level.next();
      if (slot !== null) return slot;
    }
    return null;
  }

  #serve(slots: readonly ConsumerSlot[]): void {
    for (const slot of slots) this.#level(slot.priority).slots.push(slot);
    this.#flatten();
  }

  #level(priority: number): Level {
    const known = this.#levels.find((level) => level.priority === priority);
    if (known !== undefined) return known;
    const level = new Level(priority);
    this.#levels.push(level);
    this.#levels.sort((one, other) => other.priority - one.priority);
    return level;
  }

  #flatten(): void {
    this.#served = this.#levels.flatMap(({ slots }) => slots);
  }
}
