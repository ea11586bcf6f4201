import type { TopologyCache } from '../topology/topology-cache.js';
import type { Snapshot } from './snapshots.js';
import type { Overview } from './statistics-api.js';
import type { Traffic } from './traffic.js';

export interface OverviewContext {
  readonly topology: TopologyCache;
  readonly traffic: Traffic;
}

/** Lengths and consumers as they were at the snapshot, the rest as it is now. */
export function overviewOf({ totals, consumerCount }: Snapshot, { topology, traffic }: OverviewContext): Overview {
  return {
    ...{ ...topology.current.sizes, totals, consumers: consumerCount },
    ...{ inRate: traffic.totalRate('inRate'), outRate: traffic.totalRate('outRate') },
  };
}
