import type { QueueId } from '@howdah/core';
import type { LocalRun } from './local-run.js';

/** Runs leased to this broker and not finished, by queue. */
export class HeldRuns {
  readonly #byQueue = new Map<QueueId, Set<LocalRun>>();

  add(run: LocalRun): void {
    const runs = this.#byQueue.get(run.queueId);
    if (runs === undefined) this.#byQueue.set(run.queueId, new Set([run]));
    else runs.add(run);
  }

  delete(run: LocalRun): void {
    const runs = this.#byQueue.get(run.queueId);
    if (runs?.delete(run) && runs.size === 0) this.#byQueue.delete(run.queueId);
  }

  clear(): void {
    this.#byQueue.clear();
  }

  idsOf(queueId: QueueId): number[] {
    return Array.from(this.#byQueue.get(queueId) ?? [], (run) => run.runId);
  }
}
