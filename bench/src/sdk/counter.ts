/** Counts what arrives, and tells when it is enough. */
export class Counter {
  #seen = 0;
  #until = Infinity;
  #reached: () => void = () => undefined;

  /** `id` so that the body is read. */
  add(id: number): void {
    if (id > 0 && ++this.#seen === this.#until) this.#reached();
  }

  async after(count: number): Promise<void> {
    this.#until = this.#seen + count;
    await new Promise<void>((resolve) => (this.#reached = resolve));
  }
}
