import type { QueueStatistics } from './queues.js';

export interface Totals {
  readonly ready: number;
  readonly unacked: number;
  readonly delayed: number;
  readonly dead: number;
  readonly inRate: number;
  readonly outRate: number;
  readonly oldestAt: string | null;
}

const none: Totals = { ready: 0, unacked: 0, delayed: 0, dead: 0, inRate: 0, outRate: 0, oldestAt: null };

export function totalsOf(statistics: readonly QueueStatistics[]): Totals {
  return statistics.reduce<Totals>(
    (sum, one) => ({
      ready: sum.ready + one.ready,
      unacked: sum.unacked + one.unacked,
      delayed: sum.delayed + one.delayed,
      dead: sum.dead + one.dead,
      inRate: sum.inRate + one.inRate,
      outRate: sum.outRate + one.outRate,
      oldestAt: earlier(sum.oldestAt, one.oldestAt),
    }),
    none,
  );
}

/** Instants in one form compare as text. */
function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
