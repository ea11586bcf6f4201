import type { Connections } from '../connections/connections.js';
import { cancelSlot } from '../deliver/consume.js';
import { reviseActive } from '../deliver/single-active.js';
import type { Pumps } from '../deliver/pumps.js';
import type { MessageStore, QueueId } from '../ports/message-store.js';
import type { PresenceStore } from '../ports/presence-store.js';
import type { TopologyCache } from '../topology/topology-cache.js';

export interface PresenceDutiesContext {
  readonly store: MessageStore;
  readonly presence: PresenceStore;
  readonly topology: TopologyCache;
  readonly pumps: Pumps;
  readonly connections: Connections;
  deleteQueueById(queueId: QueueId): Promise<void>;
  deleteVacated(queueIds: readonly QueueId[]): Promise<void>;
}

/** ms between looks at queues that expire, by the shortest time that one of them has. */
const expiryLook = { soonest: 25, latest: 1_000, share: 0.25 };

/**
 * What connections of dead brokers leave behind: their exclusive queues, and the auto-delete queues whose last consumers were theirs. The
 * connections go last, so that another broker can go on where this one is killed.
 */
export async function sweepOrphans({ presence, topology, deleteQueueById }: PresenceDutiesContext): Promise<void> {
  const { connections, queueIds } = await presence.findOrphans();
  if (connections.length === 0) return;
  await topology.refresh();
  const dead = new Set(connections);
  const { queues } = topology.current.state;
  for (const { id, connection } of queues) if (connection !== null && dead.has(connection)) await deleteQueueById(id);
  const vacated = new Set(queueIds);
  for (const { id, autoDelete } of queues) if (autoDelete && vacated.has(id)) await deleteQueueById(id);
  await presence.removeConnections(connections);
}

/** Deletes queues that nobody used for as long as they allow; returns ms until the next look. */
export async function expireQueues({ presence, topology, deleteQueueById }: PresenceDutiesContext): Promise<number> {
  const { current } = topology;
  const expiring = current.state.queues.flatMap((queue) => {
    const { expiresMs } = current.settingsOf(queue);
    return expiresMs === null ? [] : [{ queueId: queue.id, expiresMs }];
  });
  if (expiring.length === 0) return expiryLook.latest;
  for (const queueId of await presence.findUnusedQueues(expiring)) await deleteQueueById(queueId);
  const shortest = Math.min(...expiring.map(({ expiresMs }) => expiresMs));
  return Math.min(Math.max(shortest * expiryLook.share, expiryLook.soonest), expiryLook.latest);
}

/** What the store knows of this broker is made right, and what this broker knows of its single active consumers. */
export async function restorePresence(context: PresenceDutiesContext): Promise<void> {
  const { store, presence, connections, pumps } = context;
  const records = connections.records();
  const ids = new Set(records.map(({ id }) => id));
  const handles = pumps.handles().filter(({ record }) => ids.has(record.connection));
  const { refused } = await presence.restore(
    store.owner,
    records,
    handles.map(({ record }) => record),
  );
  for (const handle of handles) {
    if (refused.includes(handle.id)) cancelSlot(pumps, handle.slot, 'others have the queue for themselves now');
  }
  await reviseActive(context);
}
