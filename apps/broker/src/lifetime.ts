/** What ends this process and how: the first cause decides. */
export class Lifetime {
  readonly #end = new AbortController();
  readonly #report: (reason: string) => void;
  readonly #whenForced: (() => void)[] = [];
  #exitCode: 0 | 1 = 0;

  /** `report` is told why the process ends, when nobody asked for it. */
  constructor(report: (reason: string) => void) {
    this.#report = report;
  }

  /** Aborts when the process is to end. */
  get stopping(): AbortSignal {
    return this.#end.signal;
  }

  get exitCode(): 0 | 1 {
    return this.#exitCode;
  }

  /** Somebody asked for the end. */
  stop(): void {
    this.#end.abort();
  }

  /** It cannot go on. */
  fail(reason: string): void {
    if (this.stopping.aborted) return;
    this.#exitCode = 1;
    this.#report(reason);
    this.#end.abort();
  }

  /** What must be said to others even when there is no time left to stop in order. */
  onForced(call: () => void): void {
    this.#whenForced.push(call);
  }

  force(): never {
    for (const call of this.#whenForced) call();
    process.exit(1);
  }

  async ended(): Promise<void> {
    if (this.stopping.aborted) return;
    await new Promise<void>((resolve) => this.stopping.addEventListener('abort', () => resolve(), { once: true }));
  }
}
