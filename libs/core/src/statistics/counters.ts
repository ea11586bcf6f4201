import type { BrokerCounters } from './statistics-api.js';

export function zeroCounters(): BrokerCounters {
  return {
    published: 0,
    unroutable: 0,
    delivered: 0,
    redelivered: 0,
    acknowledged: 0,
    released: 0,
    retried: 0,
    rejected: 0,
    expired: 0,
    deadLettered: 0,
    leasesLost: 0,
    moved: { redrive: 0, move: 0, purge: 0 },
  };
}
