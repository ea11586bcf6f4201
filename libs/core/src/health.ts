import type { BrokerHealth, FurtherCheck } from './broker-api.js';
import { toBrokerError } from './errors.js';
import type { Lifecycle } from './lifecycle.js';
import type { ReplicationWatch } from './upkeep/replication-watch.js';
import type { TopologyStore } from './ports/topology-store.js';

/** Serving, the storage answers, how many copies a confirm stands for, and what else whoever made the broker looks after. */
export async function checkHealth(
  lifecycle: Lifecycle,
  storage: TopologyStore,
  replication: ReplicationWatch,
  further: readonly FurtherCheck[] = [],
): Promise<BrokerHealth> {
  const checks = [
    { name: 'lifecycle', ok: lifecycle.phase === 'serving', detail: lifecycle.phase },
    { name: 'storage', ...(await probe(storage)) },
    { name: 'durability', ok: true, detail: durability(replication) },
    ...(await Promise.all(further.map(async (check) => check()))).flat(),
  ];
  return { ready: checks.every(({ ok }) => ok), checks };
}

/** A single copy is told, and no reason to send clients elsewhere: another broker has the same database. */
function durability({ status }: ReplicationWatch): string {
  if (status === null) return 'not known yet';
  return `${status.isReplicated ? 'replicated' : 'single-copy'}: ${status.detail}`;
}

async function probe(storage: TopologyStore): Promise<{ ok: boolean; detail: string }> {
  try {
    return { ok: true, detail: `topology version ${await storage.version()}` };
  } catch (thrown) {
    return { ok: false, detail: toBrokerError(thrown).message };
  }
}
