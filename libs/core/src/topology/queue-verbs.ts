import type { Session } from '../access/session.js';
import type { TopologyVerbs } from '../broker-api.js';
import { whenCommitted } from '../deliver/commit-barrier.js';
import { BrokerError } from '../errors.js';
import { declareQueue } from './declare-queue.js';
import type { Queue } from './model.js';
import { withoutLineEnds } from './names.js';
import { requireOwn } from './ownership.js';
import { resourceName } from './resource.js';
import { removeQueue } from './remove-queue.js';
import { requireSight, requireView } from './sight.js';
import type { TopologyContext } from './topology-context.js';

export type QueueVerbs = Pick<
  TopologyVerbs,
  'listQueues' | 'getQueue' | 'declareQueue' | 'countQueue' | 'deleteQueue' | 'purgeQueue'
>;

export function createQueueVerbs(context: TopologyContext): QueueVerbs {
  const { topology, authorizer, store, queueUse } = context;
  return {
    async listQueues(session, vhost) {
      requireView(context, session, vhost);
      const { queues } = await topology.find((current) => current.requireVhost(vhost));
      return [...queues.values()];
    },

    async getQueue(session, vhost, asked) {
      const name = withoutLineEnds(asked);
      requireSight(context, session, vhost, name, 'queue');
      const queue = await find(context, vhost, name);
      // Whoever has no connection looks as an operator does, to whom lists show it, too.
      if (session.connection !== undefined) requireOwn(session, queue);
      return queue;
    },

    declareQueue: (session, definition) => declareQueue(context, session, definition),

    async countQueue(session, vhost, asked) {
      const name = withoutLineEnds(asked);
      requireSight(context, session, vhost, name, 'queue');
      const queue = await findOwn(context, session, vhost, name);
      await queueUse.touch({ queue, settings: topology.current.settingsOf(queue) });
      const [ready, consumers] = await Promise.all([countReady(context, queue), countConsumers(context, queue)]);
      return { ready, consumers };
    },

    async deleteQueue(session, vhost, asked, options = {}) {
      const name = withoutLineEnds(asked);
      authorizer.authorize(session, vhost, 'configure', name);
      const { queues } = await topology.find((current) => current.requireVhost(vhost));
      if (!queues.has(name)) await topology.refresh();
      const queue = topology.current.requireVhost(vhost).queues.get(name);
      if (queue === undefined) return null;
      requireOwn(session, queue);
      return deleteQueue(context, queue, options);
    },

    async purgeQueue(session, vhost, asked) {
      const name = withoutLineEnds(asked);
      authorizer.authorize(session, vhost, 'read', name);
      const queue = await findOwn(context, session, vhost, name);
      await whenCommitted(context.barrier);
      return store.purgeQueue(queue.id);
    },
  };
}

function find({ topology }: TopologyContext, vhost: string, name: string): Promise<Queue> {
  return topology.find((current) => current.requireVhost(vhost).requireQueue(name));
}

async function findOwn(context: TopologyContext, session: Session, vhost: string, name: string): Promise<Queue> {
  const queue = await find(context, vhost, name);
  requireOwn(session, queue);
  return queue;
}

/** With what was published through this broker before. */
async function countReady({ store, barrier }: TopologyContext, queue: Queue): Promise<number> {
  await whenCommitted(barrier);
  const [counts] = await store.countMessages([queue.id]);
  return counts?.ready ?? 0;
}

/** On all brokers. */
async function countConsumers({ presence }: TopologyContext, queue: Queue): Promise<number> {
  const [consumers = 0] = await presence.countConsumers([queue.id]);
  return consumers;
}

async function deleteQueue(
  context: TopologyContext,
  queue: Queue,
  { ifUnused = false, ifEmpty = false }: { ifUnused?: boolean; ifEmpty?: boolean },
): Promise<number | null> {
  const where = resourceName('queue', queue);
  const ready = await countReady(context, queue);
  if (ifEmpty && ready > 0) throw new BrokerError('not_empty', `${where} not empty`);
  if (ifUnused && (await countConsumers(context, queue)) > 0) throw new BrokerError('in_use', `${where} in use`);
  return (await removeQueue(context, queue)) ? ready : null;
}
