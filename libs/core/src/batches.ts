/** Does one batch after another: what comes in one turn goes together, and so does what comes while a batch is under way. */
export class Batches<T> {
  #waiting: T[] = [];
  #isRunning = false;

  constructor(
    /** Never rejects. */
    private readonly run: (batch: readonly T[]) => Promise<void>,
    /** Of a batch, at most. */
    private readonly countMax: number,
  ) {}

  add(item: T): void {
    this.#waiting.push(item);
    if (this.#isRunning) return;
    this.#isRunning = true;
    queueMicrotask(() => void this.#runAll());
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.run(this.#waiting.splice(0, this.countMax));
    this.#isRunning = false;
  }
}
