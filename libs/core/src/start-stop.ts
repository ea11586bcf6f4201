import type { Access } from './access/access-control.js';
import type { Connections } from './connections/connections.js';
import type { Pumps } from './deliver/pumps.js';
import { reviseActive } from './deliver/single-active.js';
import { toBrokerError } from './errors.js';
import type { Lifecycle } from './lifecycle.js';
import type { Clock } from './ports/clock.js';
import type { Log } from './ports/log.js';
import type { MessageStore } from './ports/message-store.js';
import type { PresenceStore } from './ports/presence-store.js';
import type { ReplyInboxes } from './replies/reply-inboxes.js';
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
  readonly presence: PresenceStore;
  readonly connections: Connections;
  readonly inboxes: ReplyInboxes;
  readonly clock: Clock;
  readonly log: Log;
}

export async function start(running: Running & { readonly access: Access }): Promise<void> {
  const { lifecycle, topology, access, store, pumps, duties } = running;
  await topology.load();
  await access.load();
  await store.open(pumps);
  pumps.onDue((at) => duties.due.hasten(at));
  pumps.onExpiry((at) => duties.expiring.hasten(at));
  followPresence(running);
  for (const duty of duties.all) duty.start();
  lifecycle.phase = 'serving';
}

function followPresence({ presence, pumps, connections, inboxes, log }: Running): void {
  const revise = (queueId: number): void => {
    // What is missed here, the next poll finds.
    reviseActive({ presence, pumps }, queueId).catch((error: unknown) =>
      log.warn('single active consumers are not known', { error }),
    );
  };
  presence.onChange(revise);
  presence.onCloseRequest((id, reason) => connections.requestClose(id, reason));
  pumps.onFenced(() => {
    inboxes.forget();
    connections.requestCloseOfAll('the broker was thought dead and lost what its connections held');
  });
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

async function wind({ connections, pumps, batch, duties, store, log }: Running): Promise<'done'> {
  try {
    connections.requestCloseOfAll(`broker forced connection closure with reason 'shutdown'`);
    await connections.allClosed();
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
