import type { QueueId } from '../ports/message-store.js';
import { deleteUnusedExchanges, sourcesOf } from './exchange-auto-delete.js';
import type { Queue } from './model.js';
import type { TopologyContext } from './topology-context.js';

type RemoveContext = Omit<TopologyContext, 'authorizer' | 'pumps' | 'barrier'>;

/** With its bindings, its messages and the exchanges that go with their last binding. False when it was gone already. */
export async function removeQueue({ topology, store, presence, connections }: RemoveContext, queue: Queue): Promise<boolean> {
  const bindings = topology.current.vhost(queue.vhost)?.bindings.to({ destinationKind: 'queue', destination: queue.name }) ?? [];
  const sources = sourcesOf(bindings);
  const { changed } = await topology.change(
    (topologyStore) => topologyStore.deleteQueue(queue.id),
    (current) => current.removeQueue(queue),
  );
  if (queue.connection !== null) connections.disown(queue.connection, queue.id);
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

/** Those that go with their last consumer, and have none. */
export async function deleteVacated(context: RemoveContext, queueIds: readonly QueueId[]): Promise<void> {
  const candidates = queueIds
    .flatMap((queueId) => context.topology.current.queueById(queueId) ?? [])
    .filter((queue) => queue.autoDelete);
  if (candidates.length === 0) return;
  const counts = await context.presence.countConsumers(candidates.map(({ id }) => id));
  for (const [index, queue] of candidates.entries()) if (counts[index] === 0) await removeQueue(context, queue);
}
