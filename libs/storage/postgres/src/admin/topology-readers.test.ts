import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TopologyReaders } from './topology-readers.js';

describe('who changed the topology', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Tells when it has ended. */
  function watch(work: Promise<void>): { ended: boolean } {
    const watched = { ended: false };
    void work.then(() => (watched.ended = true));
    return watched;
  }
  const turn = () => vi.advanceTimersByTimeAsync(0);

  it('waits for nobody when there is nobody else', async () => {
    await new TopologyReaders().seenBy([], 5);
  });

  it('waits until each of the others has seen it, or something later', async () => {
    const readers = new TopologyReaders();
    const wait = watch(readers.seenBy([1, 2], 5));
    readers.hear('1 5');
    readers.hear('2 4');
    await turn();
    expect(wait.ended).toBe(false);
    readers.hear('2 7');
    await turn();
    expect(wait.ended).toBe(true);
  });

  it('knows what they had seen before it asked', async () => {
    const readers = new TopologyReaders();
    readers.hear('1 5');
    readers.hear('1 3');
    await readers.seenBy([1], 5);
  });

  it('goes on after a second without one that does not answer, and does not wait for it again', async () => {
    const readers = new TopologyReaders();
    const wait = watch(readers.seenBy([1, 2], 5));
    readers.hear('2 5');
    await vi.advanceTimersByTimeAsync(999);
    expect(wait.ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(wait.ended).toBe(true);
    const next = watch(readers.seenBy([1, 2], 6));
    readers.hear('2 6');
    await turn();
    expect(next.ended).toBe(true);
  });

  it('waits for it again once it was heard of', async () => {
    const readers = new TopologyReaders();
    const first = readers.seenBy([1], 5);
    await vi.advanceTimersByTimeAsync(1_000);
    await first;
    readers.hear('1 5');
    const wait = watch(readers.seenBy([1], 6));
    await turn();
    expect(wait.ended).toBe(false);
  });
});
