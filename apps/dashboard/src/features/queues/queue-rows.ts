import { useMemo } from 'react';
import type { Finding } from '../../attention/finding.js';
import { useAttention } from '../../attention/use-attention.js';
import { useQueueStatistics, type QueueStatistics } from '../../data/queues.js';

/** A queue with its figures and what is wrong with it. */
export interface QueueRow extends QueueStatistics {
  readonly findings: readonly Finding[];
  /** Place in the order of need: the lower the worse. */
  readonly need: number;
}

const noNeed = 1_000_000;

export function useQueueRows(vhost: string): readonly QueueRow[] | undefined {
  const { data: statistics } = useQueueStatistics(vhost);
  const { data: attention } = useAttention();
  return useMemo(() => {
    if (statistics === undefined) return undefined;
    const here = attention?.findings.filter((finding) => finding.vhost === vhost) ?? [];
    const troubles = Map.groupBy(here, ({ queue }) => queue ?? '');
    const worst = [...troubles.keys()];
    return statistics.map((one) => ({
      ...one,
      findings: troubles.get(one.queue) ?? [],
      need: troubles.has(one.queue) ? worst.indexOf(one.queue) : noNeed,
    }));
  }, [statistics, attention, vhost]);
}
