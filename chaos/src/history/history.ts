import type { Event } from './event.js';

/** An event before it has its time. */
export type NewEvent = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

/** Collects what clients do and see. */
export class History {
  readonly #events: Event[] = [];

  get events(): readonly Event[] {
    return this.#events;
  }

  add(event: NewEvent): void {
    this.#events.push({ ...event, at: performance.now() });
  }
}
