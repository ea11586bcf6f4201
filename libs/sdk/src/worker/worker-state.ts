/** What a worker does. */
export type WorkerState =
  /** Is not subscribed, and tries to be. */
  | 'connecting'
  /** Is subscribed. */
  | 'running'
  /** Takes no more and waits for its handlers. */
  | 'draining'
  /** Was closed. */
  | 'stopped'
  /** Can no longer consume: `done` says why. */
  | 'failed';

/** A table, so that no transition happens by accident. */
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
