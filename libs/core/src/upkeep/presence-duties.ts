import type { Connections } from '../connections/connections.js';
import { cancelSlot } from '../deliver/consume.js';
import { reviseActive } from '../deliver/single-active.js';
import type { Pumps } from '../deliver/pumps.js';
import type { Clock } from '../ports/clock.js';
import type { MessageStore, QueueId } from '../ports/message-store.js';
import type { ConnectionId, PresenceStore } from '../ports/presence-store.js';
import type { QueueUse } from '../topology/queue-use.js';
import type { TopologyCache } from '../topology/topology-cache.js';

export interface PresenceDutiesContext {
  readonly store: MessageStore;
  readonly presence: PresenceStore;
  readonly clock: Clock;
  readonly topology: TopologyCache;
  readonly pumps: Pumps;
  readonly connections: Connections;
  readonly queueUse: QueueUse;
  readonly deleteQueueById: (queueId: QueueId) => Promise<void>;
  readonly deleteQueuesOf: (connection: ConnectionId) => Promise<void>;
}

/**
 * What connections of dead brokers leave behind: their exclusive queues, and the auto-delete queues whose last consumers were theirs. The
 * connections go last, so that another broker can go on where this one is killed. Also what this broker could not remove itself before.
 */
export async function sweepOrphans(context: PresenceDutiesContext): Promise<void> {
  const { presence, topology, connections, deleteQueueById, deleteQueuesOf } = context;
  await connections.removeLeftovers();
  const { connections: dead, queueIds } = await presence.findOrphans();
  if (dead.length === 0) return;
  await topology.refresh();
  for (const id of dead) await deleteQueuesOf(id);
  for (const queueId of queueIds) if (topology.current.queueById(queueId)?.autoDelete === true) await deleteQueueById(queueId);
  await presence.removeConnections(dead);
}

/**
 * Removes what belongs to connections that nobody knows, when it is seen in two runs in a row, which must be longer apart than a broker
 * takes to restore its presence: an exclusive queue was declared just when the database went away, and neither its client nor its broker
 * heard of it; a consumer was put back while its connection closed.
 */
export function createUnknownsSweep(context: PresenceDutiesContext): () => Promise<void> {
  const { presence, topology, connections, deleteQueueById, deleteQueuesOf } = context;
  const [owners, consumers] = [new Suspects(), new Suspects()];
  return async () => {
    const owning = topology.current.owningConnections().filter((id) => !connections.isOpen(id));
    const known = new Set(owning.length === 0 ? [] : (await presence.listConnections()).map(({ id }) => id));
    for (const id of owners.convict(owning.filter((id) => !known.has(id)))) await deleteQueuesOf(id);
    const unknown = consumers.convict(await presence.findConsumersOfUnknown());
    for (const queueId of await presence.removeConsumers(unknown))
      if (topology.current.queueById(queueId)?.autoDelete === true) await deleteQueueById(queueId);
  };
}

class Suspects {
  #last: ReadonlySet<number> = new Set();

  /** Those that were under suspicion the last time already. */
  convict(ids: readonly number[]): number[] {
    const last = this.#last;
    this.#last = new Set(ids);
    return ids.filter((id) => last.has(id));
  }
}

/** ms between looks for queues that others used last. */
const unusedLookMs = 1_000;

/** Deletes queues that nobody used for as long as they allow. Returns ms until the next look. */
export async function expireQueues(context: PresenceDutiesContext): Promise<number> {
  const { presence, topology, queueUse, clock, deleteQueueById } = context;
  const { current } = topology;
  const nextAt = queueUse.nextUnusedAt();
  const expiring = current.state.queues.flatMap((queue) => {
    const { expiresMs } = current.settingsOf(queue);
    return expiresMs === null ? [] : [{ queueId: queue.id, expiresMs }];
  });
  const unused = expiring.length === 0 ? [] : await presence.findUnusedQueues(expiring);
  for (const queueId of unused) await deleteQueueById(queueId);
  return Math.min(Math.max(0, nextAt - clock.now()), unusedLookMs);
}

/** What the store knows of this broker is made right, and what this broker knows of its single active consumers. */
export async function restorePresence(context: PresenceDutiesContext): Promise<void> {
  await context.queueUse.aroundRestore(() => restore(context));
  await reviseActive(context);
}

async function restore({ store, presence, connections, pumps }: PresenceDutiesContext): Promise<void> {
  const refused = await presence.restore(store.owner, () => {
    const records = connections.records();
    const ids = new Set(records.map(({ id }) => id));
    const handles = pumps.handles().filter(({ record, isPresent }) => ids.has(record.connection) && isPresent);
    return { connections: records, consumers: handles.map(({ record }) => record) };
  });
  if (refused.length === 0) return;
  for (const handle of pumps.handles()) {
    if (refused.includes(handle.id) && !handle.isLeaving)
      cancelSlot(pumps, handle.slot, 'others have the queue for themselves now');
  }
}
