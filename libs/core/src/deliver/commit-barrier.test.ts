import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommitBarrier } from './commit-barrier.js';

describe('CommitBarrier', () => {
  it('calls at once when nothing is under way', () => {
    const barrier = new CommitBarrier();
    let called = false;
    barrier.after(barrier.now, () => (called = true));
    expect(called).toBe(true);
  });

  it('waits for what was under way and for nothing that came later', () => {
    const barrier = new CommitBarrier();
    const earlier = barrier.enter();
    let called = false;
    barrier.after(barrier.now, () => (called = true));
    barrier.enter();
    expect(called).toBe(false);
    barrier.leave(earlier);
    expect(called).toBe(true);
  });

  it('never calls before all that was under way has left, and always once it has', () => {
    const commands = fc.array(fc.oneof(fc.constant('enter'), fc.constant('after'), fc.nat(1_000)), { maxLength: 200 });
    fc.assert(
      fc.property(commands, (steps) => {
        const barrier = new CommitBarrier();
        const open: { epoch: number }[] = [];
        const waits: { waitsFor: Set<object>; called: boolean }[] = [];
        const leave = (index: number) => {
          const [commit] = open.splice(index, 1);
          if (commit === undefined) return;
          for (const wait of waits) wait.waitsFor.delete(commit);
          barrier.leave(commit.epoch);
        };
        for (const step of steps) {
          if (step === 'enter') open.push({ epoch: barrier.enter() });
          else if (step === 'after') {
            const wait = { waitsFor: new Set<object>(open), called: false };
            waits.push(wait);
            barrier.after(barrier.now, () => {
              expect(wait.waitsFor.size).toBe(0);
              wait.called = true;
            });
          } else leave(Number(step) % Math.max(1, open.length));
        }
        while (open.length > 0) leave(0);
        expect(waits.every((wait) => wait.called)).toBe(true);
      }),
    );
  });
});
