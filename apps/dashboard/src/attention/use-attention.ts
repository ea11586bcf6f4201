import { useMemo } from 'react';
import { useConsumers } from '../data/clients.js';
import { useQueues, useQueueStatistics } from '../data/queues.js';
import { useBindings } from '../data/topology.js';
import { judge, type Claim } from './judge.js';

export interface Attention {
  /** Undefined until everything that counts is known. */
  readonly claims: readonly Claim[] | undefined;
  readonly error: Error | null;
}

/** What needs somebody in the virtual host. The one place that knows where the verdict comes from. */
export function useAttention(vhost: string): Attention {
  const statistics = useQueueStatistics(vhost);
  const queues = useQueues(vhost);
  const bindings = useBindings(vhost);
  const consumers = useConsumers(vhost);
  const [a, b, c, d] = [statistics.data, queues.data, bindings.data, consumers.data];
  const now = statistics.dataUpdatedAt;
  const claims = useMemo(
    () => (a && b && c && d ? judge({ statistics: a, queues: b, bindings: c, consumers: d, now }) : undefined),
    [a, b, c, d, now],
  );
  return { claims, error: statistics.error ?? queues.error ?? bindings.error ?? consumers.error };
}
