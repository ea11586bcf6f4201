/** Messages are read as many at a time as have about so many bytes of bodies; before it is known how large they are, few. */
const bytesAtOnce = 1024 * 1024;
const bounds = { first: 8, min: 2, max: 1_000 };

/** How many messages to read next, so that their bodies fit into memory and a long queue takes few looks. */
export class ReadPace {
  #count: number = bounds.first;

  get count(): number {
    return this.#count;
  }

  /** So many were read, with so many bytes. */
  note(count: number, bytes: number): void {
    if (count === 0) return;
    const fitting = Math.floor((bytesAtOnce * count) / Math.max(bytes, 1));
    this.#count = Math.min(Math.max(fitting, bounds.min), bounds.max);
  }
}
