interface Opened {
  readonly name: string;
  readonly close: () => Promise<unknown>;
}

/** What was opened is closed in the opposite order, whether the start succeeded or broke off half-way. */
export class ClosingStack {
  readonly #opened: Opened[] = [];

  /** `name` is told to `onFailure` when closing fails. */
  push(name: string, close: () => Promise<unknown>): void {
    this.#opened.push({ name, close });
  }

  /** Goes on after a failure: what was opened first, the database, must end in any case. */
  async closeAll(onFailure: (name: string, error: unknown) => void): Promise<void> {
    for (let last = this.#opened.pop(); last !== undefined; last = this.#opened.pop()) {
      const { name, close } = last;
      await close().catch((error: unknown) => onFailure(name, error));
    }
  }
}
