/**
 * Resolves with `run`; rejects with `late()` after `ms`, or with the signal's reason. `run` is told to give up by then. Not made of
 * AbortSignals where nobody gave one: a publish would cost twice as much.
 */
export function withDeadline<T>(
  run: (givenUp: () => boolean) => Promise<T>,
  { ms, late, signal }: { readonly ms: number; readonly late: () => Error; readonly signal: AbortSignal | undefined },
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let over = false;
    const end = (tell: () => void): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      tell();
    };
    const abort = (): void => end(() => reject(signal?.reason as Error));
    const timer = setTimeout(() => end(() => reject(late())), ms);
    if (signal?.aborted === true) return abort();
    signal?.addEventListener('abort', abort, { once: true });
    run(() => over).then(
      (value) => end(() => resolve(value)),
      (error: Error) => end(() => reject(error)),
    );
  });
}
