/** What a worker does: a table, so that no transition happens by accident. */
export type WorkerState = 'connecting' | 'running' | 'draining' | 'stopped' | 'failed';

const next: Readonly<Record<WorkerState, readonly WorkerState[]>> = {
  connecting: ['running', 'draining', 'failed'],
  running: ['connecting', 'draining', 'failed'],
  draining: ['stopped'],
  stopped: [],
  failed: [],
};

/** `to` if it may follow, else what it was: an ended worker stays ended, a draining one does not run again. */
export const transition = (from: WorkerState, to: WorkerState): WorkerState => (next[from].includes(to) ? to : from);

export const isEnded = (state: WorkerState): boolean => next[state].length === 0;
