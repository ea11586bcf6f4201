import { randomBytes } from 'node:crypto';
import type { Session } from '../access/session.js';
import type { TopologyVerbs } from '../broker-api.js';
import { whenCommitted } from '../deliver/commit-barrier.js';
import { BrokerError } from '../errors.js';
import type { ConnectionId } from '../ports/presence-store.js';
import { requireSameQueue } from './equivalence.js';
import type { Queue, QueueDefinition } from './model.js';
import { checkName, isReserved, reservedName } from './names.js';
import { requireOwn } from './ownership.js';
import { parseQueueSettings, type QueueSettings } from './queue-settings.js';
import { resourceName } from './resource.js';
import { removeQueue } from './remove-queue.js';
import { requireSight, requireView } from './sight.js';
import type { TopologyContext } from './topology-context.js';

export type QueueVerbs = Pick<
  TopologyVerbs,
  'listQueues' | 'getQueue' | 'declareQueue' | 'countQueue' | 'deleteQueue' | 'purgeQueue'
>;

export function createQueueVerbs(context: TopologyContext): QueueVerbs {
  const { topology, authorizer, store, presence, connections, barrier } = context;
  return {
    async listQueues(session, vhost) {
      requireView(context, session, vhost);
      const { queues } = await topology.find((current) => current.requireVhost(vhost));
      return [...queues.values()];
    },

    async getQueue(session, vhost, name) {
      requireSight(context, session, vhost, name, 'queue');
      return topology.find((current) => current.requireVhost(vhost).requireQueue(name));
    },

    async declareQueue(session, asked) {
      const definition = completed(asked);
      authorizer.authorize(session, definition.vhost, 'configure', definition.name);
      const settings = checkDefinition(definition, asked.name === '');
      authorizeDeadLetters(context, session, definition, settings);
      const connection = definition.exclusive ? requireConnection(session) : null;
      const { changed: created, value: queue } = await topology.change(
        (topologyStore) => topologyStore.createQueue(definition, connection),
        (current, added) => current.addQueue(added),
      );
      if (connection !== null && created) connections.own(connection, queue.id);
      if (!created) requireSame(session, definition, queue);
      if (context.queues.byId(queue.id)?.settings.expiresMs != null) await presence.touchQueue(queue.id);
      return { created, queue };
    },

    async countQueue(session, vhost, name) {
      requireSight(context, session, vhost, name, 'queue');
      const queue = await topology.find((current) => current.requireVhost(vhost).requireQueue(name));
      requireOwn(session, queue);
      await whenCommitted(barrier);
      const [[counts], [consumers = 0]] = await Promise.all([
        store.countMessages([queue.id]),
        presence.countConsumers([queue.id]),
      ]);
      return { ready: counts?.ready ?? 0, consumers };
    },

    async deleteQueue(session, vhost, name, options = {}) {
      authorizer.authorize(session, vhost, 'configure', name);
      const { queues } = await topology.find((current) => current.requireVhost(vhost));
      if (!queues.has(name)) await topology.refresh();
      const queue = topology.current.requireVhost(vhost).queues.get(name);
      if (queue === undefined) return null;
      requireOwn(session, queue);
      return deleteQueue(context, queue, options);
    },

    async purgeQueue(session, vhost, name) {
      authorizer.authorize(session, vhost, 'read', name);
      const queue = await topology.find((current) => current.requireVhost(vhost).requireQueue(name));
      requireOwn(session, queue);
      await whenCommitted(barrier);
      return store.purgeQueue(queue.id);
    },
  };
}

function requireSame(session: Session, definition: QueueDefinition, queue: Queue): void {
  if (definition.exclusive) requireOwn(session, queue);
  requireSameQueue(definition, queue);
}

function requireConnection({ connection }: Session): ConnectionId {
  if (connection !== undefined) return connection;
  throw new BrokerError('invalid_argument', 'an exclusive queue belongs to a connection, and here is none', {
    remedy: 'Declare it over AMQP, or declare a queue that is not exclusive.',
  });
}

/** A queue without a name gets one; an exclusive queue lives no longer than its connection, so it is never durable. */
function completed(asked: QueueDefinition): QueueDefinition {
  const name = asked.name === '' ? `amq.gen-${randomBytes(16).toString('base64url')}` : asked.name;
  return { ...asked, name, durable: asked.durable && !asked.exclusive };
}

function checkDefinition(definition: QueueDefinition, isServerNamed: boolean): QueueSettings {
  checkName('queue name', definition.name);
  if (!isServerNamed && isReserved(definition.name)) throw reservedName('queue', definition.name);
  const settings = parseQueueSettings(definition, null);
  if (settings.type === 'quorum') checkQuorum(definition, isServerNamed);
  return settings;
}

function checkQuorum(definition: QueueDefinition, isServerNamed: boolean): void {
  if (isServerNamed)
    throw new BrokerError('invalid_argument', 'Cannot declare a server-named queue for type rabbit_quorum_queue');
  const refuse = (property: string): never => {
    throw new BrokerError('invalid_argument', `invalid property '${property}' for ${resourceName('queue', definition)}`, {
      remedy: 'A quorum queue is durable, not exclusive and not deleted automatically.',
    });
  };
  if (definition.exclusive) refuse('exclusive-owner');
  if (!definition.durable) refuse('non-durable');
  if (definition.autoDelete) refuse('auto-delete');
}

/** Whoever declares a queue with a dead-letter exchange takes from the queue and publishes to the exchange. */
function authorizeDeadLetters(
  { authorizer }: TopologyContext,
  session: Session,
  { vhost, name }: QueueDefinition,
  { deadLetterExchange }: QueueSettings,
): void {
  if (deadLetterExchange === null) return;
  authorizer.authorize(session, vhost, 'read', name);
  authorizer.authorize(session, vhost, 'write', deadLetterExchange, 'exchange');
}

async function deleteQueue(
  context: TopologyContext,
  queue: Queue,
  { ifUnused = false, ifEmpty = false }: { ifUnused?: boolean; ifEmpty?: boolean },
): Promise<number | null> {
  const where = resourceName('queue', queue);
  const { presence, store, barrier } = context;
  if (ifUnused && (await presence.countConsumers([queue.id])).some((count) => count > 0))
    throw new BrokerError('in_use', `${where} in use`);
  await whenCommitted(barrier);
  const [counts] = await store.countMessages([queue.id]);
  const ready = counts?.ready ?? 0;
  if (ifEmpty && ready > 0) throw new BrokerError('not_empty', `${where} not empty`);
  return (await removeQueue(context, queue)) ? ready : null;
}
