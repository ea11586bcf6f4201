import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEnded, transition, type WorkerState } from './worker-state.js';

const states = ['connecting', 'running', 'draining', 'stopped', 'failed'] as const;

test('whatever happens, an ended worker stays ended and a draining one only ends', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<WorkerState>(...states)), (wanted) => {
      let state: WorkerState = 'connecting';
      for (const next of wanted) {
        const entered = transition(state, next);
        if (isEnded(state)) expect(entered).toBe(state);
        if (state === 'draining') expect(['draining', 'stopped']).toContain(entered);
        // Nothing is stopped without having been drained.
        if (entered === 'stopped' && state !== 'stopped') expect(state).toBe('draining');
        state = entered;
      }
    }),
  );
});

test('from every state that is not ended the worker can still end', () => {
  for (const state of states.filter((one) => !isEnded(one))) {
    expect(transition(transition(state, 'draining'), 'stopped')).toBe('stopped');
  }
});
