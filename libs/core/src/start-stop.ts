import type { Access } from './access/access-control.js';
import type { Connections } from './connections/connections.js';
import type { Pumps } from './deliver/pumps.js';
import { reviseActive } from './deliver/single-active.js';
import { toBrokerError } from './errors.js';
import type { Lifecycle } from './lifecycle.js';
import type { OperationRunner } from './operations/operation-runner.js';
import type { Clock, Timer } from './ports/clock.js';
import type { Log } from './ports/log.js';
import type { MessageStore } from './ports/message-store.js';
import type { PresenceStore } from './ports/presence-store.js';
import type { ReplyInboxes } from './replies/reply-inboxes.js';
import type { SettlementBatch } from './settle/settlement-batch.js';
import type { QueueUse } from './topology/queue-use.js';
import type { TopologyCache } from './topology/topology-cache.js';
import type { Duties } from './upkeep/duties.js';
import type { ReplicationWatch } from './upkeep/replication-watch.js';

export interface Running {
  readonly lifecycle: Lifecycle;
  readonly topology: TopologyCache;
  readonly store: MessageStore;
  readonly pumps: Pumps;
  readonly batch: SettlementBatch;
  readonly duties: Duties;
  readonly runner: OperationRunner;
  readonly presence: PresenceStore;
  readonly connections: Connections;
  readonly queueUse: QueueUse;
  readonly inboxes: ReplyInboxes;
  readonly replication: ReplicationWatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly bodyBytesMax: number;
}

export async function start(running: Running & { readonly access: Access }): Promise<void> {
  const { lifecycle, topology, access, store, pumps, duties, queueUse, clock } = running;
  await topology.load();
  await access.load();
  await store.open(pumps);
  const { moving } = duties;
  await store.intake.open({ bodyBytesMax: running.bodyBytesMax, onArrival: () => moving.hasten(clock.now()) });
  await running.replication.look();
  // From here on others wait for this broker to see what they change; what they changed before is read now.
  await topology.refresh();
  pumps.onDue((at) => duties.due.hasten(at));
  pumps.onExpiry((at) => duties.expiring.hasten(at));
  queueUse.onUnused((at) => duties.unused.hasten(at));
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

/** Of the time to stop, so much is for clients to close their connections. */
const closingShare = 0.5;

/** What is not done within `limitMs` is left to the end of this broker's leases. */
export async function stop(running: Running, limitMs: number): Promise<void> {
  const { lifecycle, clock, log } = running;
  if (lifecycle.phase === 'draining' || lifecycle.phase === 'stopped') return;
  lifecycle.phase = 'draining';
  const inTime = await within(clock, limitMs, wind(running, limitMs));
  if (!inTime) log.warn('the broker did not stop in time; its leases end by themselves', { limitMs });
  lifecycle.phase = 'stopped';
}

async function wind({ connections, pumps, batch, duties, runner, store, clock, log }: Running, limitMs: number): Promise<void> {
  try {
    pumps.callAll();
    connections.requestCloseOfAll(`broker forced connection closure with reason 'shutdown'`);
    await within(clock, limitMs * closingShare, connections.allClosed());
    pumps.detachAll();
    await connections.closeAll();
    await Promise.all(duties.all.map((duty) => duty.stop()));
    await runner.stop();
    batch.stop();
    await store.flush();
    await store.close();
  } catch (thrown) {
    log.error('stopping failed', { error: toBrokerError(thrown) });
  }
}

/** False when it is not done by then; it goes on all the same. */
async function within(clock: Clock, ms: number, work: Promise<void>): Promise<boolean> {
  let timer: Timer | undefined;
  const late = new Promise<false>((resolve) => {
    timer = clock.after(ms, () => resolve(false));
  });
  const inTime = await Promise.race([work.then(() => true as const), late]);
  timer?.cancel();
  return inTime;
}
