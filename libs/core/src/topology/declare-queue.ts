import { randomBytes } from 'node:crypto';
import type { Session } from '../access/session.js';
import { BrokerError } from '../errors.js';
import { fieldOf } from '../message/field-table.js';
import type { ConnectionId } from '../ports/presence-store.js';
import { requireSameQueue } from './equivalence.js';
import type { Queue, QueueDefinition } from './model.js';
import { checkName, isReserved, reservedName, withoutLineEnds } from './names.js';
import { requireOwn } from './ownership.js';
import { parseQueueSettings, type QueueSettings } from './queue-settings.js';
import { removeQueue } from './remove-queue.js';
import { resourceName } from './resource.js';
import type { TopologyContext } from './topology-context.js';
import { requireRoomForQueue } from './vhost-limits.js';

interface Declared {
  readonly created: boolean;
  readonly queue: Queue;
}

/** Of a queue that exists only the likeness is checked, in RabbitMQ's order; whether it could be created does not matter then. */
export async function declareQueue(context: TopologyContext, session: Session, asked: QueueDefinition): Promise<Declared> {
  const { topology, authorizer, queues, queueUse } = context;
  const definition = completed(asked);
  const { vhost, name } = definition;
  authorizer.authorize(session, vhost, 'configure', name);
  const existing = await topology.confirm((current) => current.vhost(vhost)?.queues.get(name));
  const declared = existing === undefined ? await create(context, session, definition) : { created: false, queue: existing };
  if (!declared.created) requireSame(session, definition, declared.queue);
  const origin = queues.byId(declared.queue.id);
  if (origin !== null) await queueUse.touch(origin);
  return declared;
}

/** A queue without a name gets one; an exclusive queue lives no longer than its connection, so it is never durable. */
function completed(asked: QueueDefinition): QueueDefinition {
  const name = withoutLineEnds(asked.name);
  return { ...asked, name: name === '' ? newName(asked) : checkedName(name), durable: asked.durable && !asked.exclusive };
}

function newName(asked: QueueDefinition): string {
  const type = fieldOf(asked.arguments, 'x-queue-type');
  if (type?.type === 'string' && type.value.toString() === 'quorum')
    throw new BrokerError('invalid_argument', 'Cannot declare a server-named queue for type rabbit_quorum_queue', {
      remedy: 'Give the queue a name, or declare a classic queue.',
    });
  return `amq.gen-${randomBytes(16).toString('base64url')}`;
}

function checkedName(name: string): string {
  checkName('queue name', name);
  if (isReserved(name)) throw reservedName('queue', name);
  return name;
}

function requireSame(session: Session, definition: QueueDefinition, queue: Queue): void {
  requireOwn(session, queue);
  requireSameQueue(definition, queue);
}

async function create(context: TopologyContext, session: Session, definition: QueueDefinition): Promise<Declared> {
  const { topology, connections } = context;
  const { vhost, name } = definition;
  await topology.find((current) => requireRoomForQueue(current.requireVhost(vhost), name));
  const settings = parseQueueSettings(definition, null);
  if (settings.type === 'quorum') checkQuorum(definition);
  authorizeDeadLetters(context, session, definition, settings);
  const connection = definition.exclusive ? requireConnection(session) : null;
  const { changed: created, value: queue } = await topology.change((topologyStore) =>
    topologyStore.createQueue(definition, connection),
  );
  if (created && connection !== null && !connections.isOpen(connection)) {
    await removeQueue(context, queue);
    throw new BrokerError('resource_locked', `the connection of ${resourceName('queue', queue)} was closed meanwhile`);
  }
  return { created, queue };
}

function requireConnection({ connection }: Session): ConnectionId {
  if (connection !== undefined) return connection;
  throw new BrokerError('invalid_argument', 'an exclusive queue belongs to a connection, and here is none', {
    remedy: 'Declare it over AMQP, or declare a queue that is not exclusive.',
  });
}

function checkQuorum(definition: QueueDefinition): void {
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
