import cluster from 'node:cluster';
import type { HealthCheck } from '@howdah/core';
import type { MetricsSource } from '@howdah/protocol-rest';
import type { Registry } from 'prom-client';
import type { Addresses } from '../start.js';
import { Peer } from './peer.js';

/** What a broker process that is one of several has of its supervisor. */
export interface Supervisor {
  /** Of the database that the supervisor runs. */
  health(): Promise<readonly HealthCheck[]>;
  /** Of all workers together, for a scrape reaches any of them. */
  metricsOfAll(own: Registry): MetricsSource;
  ready(addresses: Addresses): Promise<unknown>;
}

/** Undefined where there is one broker process. Node ends a worker at once when its supervisor has gone: a crash of both. */
export function findSupervisor(): Supervisor | undefined {
  if (!cluster.isWorker) return undefined;
  let registry: Registry | undefined;
  const peer = new Peer(process, { metrics: () => registry?.getMetricsAsJSON() });
  return {
    health: async () => ((await peer.ask('health')) ?? []) as readonly HealthCheck[],
    metricsOfAll(own) {
      registry = own;
      return { metrics: async () => ((await peer.ask('metrics')) as string | undefined) ?? own.metrics() };
    },
    ready: (addresses) => peer.ask('ready', addresses),
  };
}
