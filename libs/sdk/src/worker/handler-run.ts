import { HowdahError } from '../errors.js';
import type { Shutdown } from './shutdown.js';

/** What a handler gets beside its message. */
export interface HandlerContext {
  /** Aborted when the handler takes too long (`handler_timeout`) or the worker closes (`closed`); `signal.reason` is that error. */
  readonly signal: AbortSignal;
}

/** One call of a handler: ends it when its time is over or the worker closes. What it takes for that is made when it is needed. */
export class HandlerRun implements HandlerContext {
  #controller: AbortController | undefined;

  constructor(
    private readonly timeoutMs: number,
    private readonly shutdown: Shutdown,
    private readonly queue: string,
  ) {}

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** Resolves with the handler, unless it is ended before; then it goes on without anybody waiting. A worker that has closed ends it at once. */
  until(handling: Promise<unknown>): Promise<unknown> {
    return new Promise<unknown>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.shutdown.forget(stop);
      };
      const stop = (reason: unknown): void => {
        this.#controller?.abort(reason);
        end();
        reject(reason);
      };
      const timer = setTimeout(() => stop(overdue(this.queue, this.timeoutMs)), this.timeoutMs);
      this.shutdown.notify(stop);
      handling.then(
        (result) => (end(), resolve(result)),
        (error: Error) => (end(), reject(error)),
      );
    });
  }
}

const overdue = (queue: string, ms: number): HowdahError =>
  new HowdahError('handler_timeout', `a handler of queue '${queue}' has not returned within ${ms} ms`, {
    remedy: 'Heed the signal in the handler, or give consume a longer timeout.',
  });
