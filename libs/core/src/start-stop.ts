import type { Access } from './access/access-control.js';
import type { Pumps } from './deliver/pumps.js';
import { toBrokerError } from './errors.js';
import type { Lifecycle } from './lifecycle.js';
import type { Clock } from './ports/clock.js';
import type { Log } from './ports/log.js';
import type { MessageStore } from './ports/message-store.js';
import type { SettlementBatch } from './settle/settlement-batch.js';
import type { TopologyCache } from './topology/topology-cache.js';
import type { Duties } from './upkeep/duties.js';

export interface Running {
  readonly lifecycle: Lifecycle;
  readonly topology: TopologyCache;
  readonly store: MessageStore;
  readonly pumps: Pumps;
  readonly batch: SettlementBatch;
  readonly duties: Duties;
  readonly clock: Clock;
  readonly log: Log;
}

export async function start({
  lifecycle,
  topology,
  access,
  store,
  pumps,
  duties,
}: Running & { readonly access: Access }): Promise<void> {
  await topology.load();
  await access.load();
  await store.open(pumps);
  pumps.onDue((at) => duties.due.hasten(at));
  for (const duty of duties.all) duty.start();
  lifecycle.phase = 'serving';
}

/** What is not done within `limitMs` is left to the end of this broker's leases. */
export async function stop(running: Running, limitMs: number): Promise<void> {
  const { lifecycle, clock, log } = running;
  if (lifecycle.phase === 'draining' || lifecycle.phase === 'stopped') return;
  lifecycle.phase = 'draining';
  let timer = { cancel: () => undefined as void };
  const limit = new Promise<'late'>((resolve) => {
    timer = clock.after(limitMs, () => resolve('late'));
  });
  const ended = await Promise.race([wind(running), limit]);
  timer.cancel();
  if (ended === 'late') log.warn('the broker did not stop in time; its leases end by themselves', { limitMs });
  lifecycle.phase = 'stopped';
}

async function wind({ pumps, batch, duties, store, log }: Running): Promise<'done'> {
  try {
    pumps.detachAll();
    await Promise.all(duties.all.map((duty) => duty.stop()));
    batch.stop();
    await store.flush();
    await store.close();
  } catch (thrown) {
    log.error('stopping failed', { error: toBrokerError(thrown) });
  }
  return 'done';
}
