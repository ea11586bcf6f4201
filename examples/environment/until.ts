import { setTimeout } from 'node:timers/promises';

/** Asks again and again until the answer is yes. Rejects when the signal is aborted. */
export async function until(isDone: () => Promise<boolean>, signal: AbortSignal, everyMs = 50): Promise<void> {
  while (!(await isDone())) await setTimeout(everyMs, undefined, { signal });
}
