import { useMemo } from 'react';
import type { Finding } from '../../attention/finding.js';
import { useAttention } from '../../attention/use-attention.js';
import { useConsumers } from '../../data/clients.js';
import { useQueueStatistics, type QueueStatistics } from '../../data/queues.js';

/** A queue with its figures, what is wrong with it, and its consumers on all brokers. */
export interface QueueRow extends QueueStatistics {
  readonly findings: readonly Finding[];
  /** Place in the order of need: the lower the worse. */
  readonly need: number;
}

const noNeed = 1_000_000;

export function useQueueRows(vhost: string): readonly QueueRow[] | undefined {
  const { data: statistics } = useQueueStatistics(vhost);
  const { data: consumers } = useConsumers(vhost);
  const { data: attention } = useAttention();
  return useMemo(() => {
    if (statistics === undefined) return undefined;
    const counts = Map.groupBy(consumers ?? [], ({ queue }) => queue);
    const here = attention?.findings.filter((finding) => finding.vhost === vhost) ?? [];
    const troubles = Map.groupBy(here, ({ queue }) => queue ?? '');
    const worst = [...troubles.keys()];
    return statistics.map((one) => ({
      ...one,
      findings: troubles.get(one.queue) ?? [],
      need: troubles.has(one.queue) ? worst.indexOf(one.queue) : noNeed,
      consumers: counts.get(one.queue)?.length ?? 0,
    }));
  }, [statistics, consumers, attention, vhost]);
}
