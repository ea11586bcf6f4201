import { untilAborted } from './wait.js';

/** Something under way that somebody waits for. */
export class Wait {
  #isSettled = false;

  constructor(
    readonly dueAt: number,
    private readonly signal: AbortSignal | undefined,
    private readonly reject: (reason: Error) => void,
  ) {}

  /** Nobody waits any more. */
  get isOver(): boolean {
    return this.#isSettled || this.signal?.aborted === true;
  }

  settle(): void {
    this.#isSettled = true;
  }

  fail(reason: Error): void {
    this.settle();
    this.reject(reason);
  }
}

/**
 * Ends waits that take longer than `ms`. One timer for all of them, and no AbortSignal where nobody gave one: a timer for each publish
 * was a tenth of what it costs.
 */
export class Deadline {
  /** All take as long, so those that began first are due first. */
  readonly #waits = new Set<Wait>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ms: number,
    private readonly late: () => Error,
  ) {}

  /** Resolves with `run`; rejects with `late()` after `ms`, or with the signal's reason. `run` is told to give up by then. */
  until<T>(run: (wait: Wait) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const result = new Promise<T>((resolve, reject) => {
      const wait = new Wait(performance.now() + this.ms, signal, reject);
      this.#add(wait);
      const end = (): void => {
        wait.settle();
        this.#waits.delete(wait);
      };
      run(wait).then(
        (value) => (end(), resolve(value)),
        (error: Error) => (end(), reject(error)),
      );
    });
    return signal === undefined ? result : untilAborted(result, signal);
  }

  #add(wait: Wait): void {
    this.#waits.add(wait);
    // The connection, or the next try to open one, keeps the process alive.
    if (this.#timer === undefined) this.#timer = setTimeout(this.#look, this.ms).unref();
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    for (const wait of this.#waits) {
      // Timers may be a little early.
      if (wait.dueAt > now) {
        this.#timer = setTimeout(this.#look, wait.dueAt - now + 1).unref();
        return;
      }
      this.#waits.delete(wait);
      wait.fail(this.late());
    }
  };
}
