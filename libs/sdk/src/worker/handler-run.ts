import { HowdahError } from '../errors.js';
import type { Shutdown } from './shutdown.js';

/** What a handler gets beside its message. */
export interface HandlerContext {
  /** Aborted when the handler takes too long (`handler_timeout`) or the worker closes (`closed`); `signal.reason` is that error. */
  readonly signal: AbortSignal;
}

/** One call of a handler: ends it when its time is over or the worker closes. The signal is made when it is asked for. */
export class HandlerRun implements HandlerContext {
  readonly #timer: NodeJS.Timeout;
  readonly #stopped: Promise<never>;
  #controller: AbortController | undefined;
  #reject!: (reason: unknown) => void;

  constructor(
    timeoutMs: number,
    private readonly shutdown: Shutdown,
    queue: string,
  ) {
    this.#stopped = new Promise<never>((_, reject) => (this.#reject = reject));
    this.#timer = setTimeout(() => this.#stop(overdue(queue, timeoutMs)), timeoutMs);
    shutdown.notify(this.#stop);
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** Resolves with the handler, unless it is ended before; then it goes on without anybody waiting. */
  until<T>(handling: Promise<T>): Promise<T> {
    return Promise.race([handling, this.#stopped]);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.shutdown.forget(this.#stop);
  }

  readonly #stop = (reason: unknown): void => {
    this.#controller?.abort(reason);
    this.#reject(reason);
  };
}

const overdue = (queue: string, ms: number): HowdahError =>
  new HowdahError('handler_timeout', `a handler of queue '${queue}' has not returned within ${ms} ms`, {
    remedy: 'Heed the signal in the handler, or give consume a longer timeout.',
  });
