import type { Clock } from '../ports/clock.js';

/** Waits for calls that may also come between two waits: none is missed. */
export interface CallWait {
  /** Resolves at the next call, after `ms`, or when the signal is aborted. At once if a call came since the last wait. */
  next(ms: number): Promise<void>;
  /** True when a call came since the last wait: somebody else is to be called. */
  end(): boolean;
}

export function waitForCall(clock: Clock, signal: AbortSignal | undefined, listen: (call: () => void) => () => void): CallWait {
  let called = false;
  let resume: () => void = () => undefined;
  const call = () => {
    called = true;
    resume();
  };
  const abort = () => resume();
  const unlisten = listen(call);
  signal?.addEventListener('abort', abort);
  return {
    async next(ms) {
      if (!called) {
        await new Promise<void>((resolve) => {
          const timer = clock.after(ms, resolve);
          resume = () => {
            timer.cancel();
            resolve();
          };
        });
      }
      called = false;
    },
    end() {
      unlisten();
      signal?.removeEventListener('abort', abort);
      return called;
    },
  };
}
