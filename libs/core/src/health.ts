import type { BrokerHealth, HealthCheck } from './broker-api.js';
import { toBrokerError } from './errors.js';
import type { Lifecycle } from './lifecycle.js';
import type { TopologyStore } from './ports/topology-store.js';

/** Serving, the storage answers, and what else whoever made the broker looks after. */
export async function checkHealth(
  lifecycle: Lifecycle,
  storage: TopologyStore,
  further: readonly (() => HealthCheck)[] = [],
): Promise<BrokerHealth> {
  const checks = [
    { name: 'lifecycle', ok: lifecycle.phase === 'serving', detail: lifecycle.phase },
    { name: 'storage', ...(await probe(storage)) },
    ...further.map((check) => check()),
  ];
  return { ready: checks.every(({ ok }) => ok), checks };
}

async function probe(storage: TopologyStore): Promise<{ ok: boolean; detail: string }> {
  try {
    return { ok: true, detail: `topology version ${await storage.version()}` };
  } catch (thrown) {
    return { ok: false, detail: toBrokerError(thrown).message };
  }
}
