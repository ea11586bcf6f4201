import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline, type Wait } from './deadline.js';

const never = (): Promise<never> => new Promise(() => undefined);

describe('Deadline', () => {
  let deadline: Deadline;
  beforeEach(() => {
    vi.useFakeTimers();
    deadline = new Deadline(1_000, () => new Error('late'));
  });
  afterEach(() => void vi.useRealTimers());

  it('passes on what comes in time', async () => {
    expect(await deadline.until(() => Promise.resolve(7), undefined)).toBe(7);
    await expect(deadline.until(() => Promise.reject(new Error('no')), undefined)).rejects.toThrow('no');
  });

  it('ends each wait when its own time is over, and tells it', async () => {
    const waits: Wait[] = [];
    const ends: string[] = [];
    const begin = (name: string): void => {
      deadline
        .until((wait) => (waits.push(wait), never()), undefined)
        .catch((error: Error) => ends.push(`${name} ${error.message}`));
    };
    begin('first');
    await vi.advanceTimersByTimeAsync(600);
    begin('second');
    await vi.advanceTimersByTimeAsync(399);
    expect(ends).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    expect(ends).toEqual(['first late']);
    expect(waits.map(({ isOver }) => isOver)).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(600);
    expect(ends).toEqual(['first late', 'second late']);
    begin('third');
    await vi.advanceTimersByTimeAsync(1_001);
    expect(ends).toEqual(['first late', 'second late', 'third late']);
  });

  it('ends with the signal, and tells it', async () => {
    const asked = new AbortController();
    let waited!: Wait;
    const waiting = deadline.until((wait) => ((waited = wait), never()), asked.signal);
    asked.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(waited.isOver).toBe(true);
  });
});
