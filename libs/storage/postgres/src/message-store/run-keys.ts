import type { QueueId } from '@howdah/core';
import type { LocalRun } from './local-run.js';

/** Keys of leased runs. */
export class RunKeys {
  readonly runIds: number[] = [];
  readonly queueIds: QueueId[] = [];
  /** None of the runs lies on the transient shelf. */
  allDurable = true;

  add({ runId, queueId, durable }: Pick<LocalRun, 'runId' | 'queueId' | 'durable'>): void {
    this.runIds.push(runId);
    this.queueIds.push(queueId);
    this.allDurable &&= durable;
  }

  addAll({ runIds, queueIds, allDurable }: RunKeys): void {
    for (const runId of runIds) this.runIds.push(runId);
    for (const queueId of queueIds) this.queueIds.push(queueId);
    this.allDurable &&= allDurable;
  }
}
