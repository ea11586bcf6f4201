/** Tells handlings that the worker closes. An AbortSignal for all of them would cost each a listener that is slow to add and remove. */
export class Shutdown {
  readonly #calls = new Set<(reason: unknown) => void>();
  #begun = false;

  get begun(): boolean {
    return this.#begun;
  }

  begin(reason: unknown): void {
    this.#begun = true;
    for (const call of this.#calls) call(reason);
    this.#calls.clear();
  }

  /** Calls once, unless `forget` comes first. */
  notify(call: (reason: unknown) => void): void {
    this.#calls.add(call);
  }

  forget(call: (reason: unknown) => void): void {
    this.#calls.delete(call);
  }
}
