import type { ConnectionId, PresenceStore } from '../ports/presence-store.js';
import type { MessageStore, QueueId } from '../ports/message-store.js';
import { deleteUnusedExchanges, sourcesOf } from './exchange-auto-delete.js';
import type { Queue } from './model.js';
import type { TopologyCache } from './topology-cache.js';

export interface RemoveContext {
  readonly topology: TopologyCache;
  readonly store: MessageStore;
  readonly presence: PresenceStore;
}

/** With its bindings, its messages and the exchanges that go with their last binding. False when it was gone already. */
export async function removeQueue({ topology, store, presence }: RemoveContext, queue: Queue): Promise<boolean> {
  const bindings = topology.current.vhost(queue.vhost)?.bindings.to({ destinationKind: 'queue', destination: queue.name }) ?? [];
  const sources = sourcesOf(bindings);
  const { changed } = await topology.change((topologyStore) => topologyStore.deleteQueue(queue));
  if (!changed) return false;
  await Promise.all([store.forgetQueue(queue.id), presence.forgetQueue(queue.id)]);
  await deleteUnusedExchanges(topology, queue.vhost, sources);
  // Last, so that a consumer hears of it together with whoever deleted it.
  topology.announceQueues();
  return true;
}

/** By id; one that is gone is fine. */
export async function removeQueueById(context: RemoveContext, queueId: QueueId): Promise<void> {
  const queue = context.topology.current.queueById(queueId);
  if (queue !== undefined) await removeQueue(context, queue);
}

/** The exclusive queues of a connection that is closed, or that died with its broker. */
export async function removeQueuesOf(context: RemoveContext, connection: ConnectionId): Promise<void> {
  await Promise.all(context.topology.current.queuesOf(connection).map((queue) => removeQueue(context, queue)));
}
