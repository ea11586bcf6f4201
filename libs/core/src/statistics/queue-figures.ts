import type { QueueCounts } from '../ports/message-store.js';

type Counts = Omit<QueueCounts, 'queueId'>;

export const noMessages: Counts = { ready: 0, unacked: 0, delayed: 0, dead: 0, deadLetters: 0, oldestAt: null };

/** What is leased here before a consumer has credit for it is ready, as clients see it. */
export function withAhead(counts: Counts, ahead: number): Counts {
  const moved = Math.min(ahead, counts.unacked);
  return { ...counts, ready: counts.ready + moved, unacked: counts.unacked - moved };
}

export function addCounts(sum: Counts, one: Counts): Counts {
  return {
    ready: sum.ready + one.ready,
    unacked: sum.unacked + one.unacked,
    delayed: sum.delayed + one.delayed,
    dead: sum.dead + one.dead,
    deadLetters: sum.deadLetters + one.deadLetters,
    oldestAt: earlier(sum.oldestAt, one.oldestAt),
  };
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
