/** Tells handlings that the worker closes. An AbortSignal for all of them would cost each a listener that is slow to add and remove. */
export class Shutdown {
  readonly #calls = new Set<(reason: unknown) => void>();
  #begun: { readonly reason: unknown } | undefined;

  get begun(): boolean {
    return this.#begun !== undefined;
  }

  begin(reason: unknown): void {
    this.#begun = { reason };
    for (const call of this.#calls) call(reason);
    this.#calls.clear();
  }

  /** Calls once, unless `forget` comes first; at once when it has begun. */
  notify(call: (reason: unknown) => void): void {
    if (this.#begun === undefined) this.#calls.add(call);
    else call(this.#begun.reason);
  }

  forget(call: (reason: unknown) => void): void {
    this.#calls.delete(call);
  }
}
