import { BrokerError, type Binding, type FieldTable } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import type { MethodOf } from '../codec/method-codec.js';
import { queueTypeOf } from '../translate/queue-type.js';
import { directReplyTo, type Channel } from './channel.js';
import type { Handlers } from './handlers.js';

/** Class queue (50). */
export const queueHandlers: Handlers = {
  'queue.declare': async (channel, method) => {
    const { queue, ready, consumers } = await declare(channel, method);
    channel.lastQueue = queue;
    if (method.nowait) return;
    channel.wire.out.method(channel.id, 'queue.declare-ok', { queue, messageCount: ready, consumerCount: consumers });
  },

  'queue.bind': async (channel, method) => {
    const { broker, session } = channel.owner;
    await broker.topology.bind(session, bindingOf(channel, method));
    if (!method.nowait) channel.wire.out.method(channel.id, 'queue.bind-ok', {});
  },

  'queue.unbind': async (channel, method) => {
    const { broker, session } = channel.owner;
    await broker.topology.unbind(session, bindingOf(channel, method));
    channel.wire.out.method(channel.id, 'queue.unbind-ok', {});
  },

  'queue.purge': async (channel, { queue, nowait }) => {
    const { broker, session, vhost } = channel.owner;
    const messageCount = await broker.topology.purgeQueue(session, vhost, queueNamed(channel, queue));
    if (!nowait) channel.wire.out.method(channel.id, 'queue.purge-ok', { messageCount });
  },

  'queue.delete': async (channel, { queue, ifUnused, ifEmpty, nowait }) => {
    const { broker, session, vhost } = channel.owner;
    const ready = await broker.topology.deleteQueue(session, vhost, queueNamed(channel, queue), { ifUnused, ifEmpty });
    if (!nowait) channel.wire.out.method(channel.id, 'queue.delete-ok', { messageCount: ready ?? 0 });
  },
};

interface Declared {
  readonly queue: string;
  readonly ready: number;
  readonly consumers: number;
}

async function declare(channel: Channel, method: MethodOf<'queue.declare'>): Promise<Declared> {
  const { broker, session, vhost } = channel.owner;
  const { queue: name, passive, durable, exclusive, autoDelete, arguments: args } = method;
  if (name.startsWith(directReplyTo)) return declareReplyTo(channel, name);
  if (passive) {
    if (name === '') throw new AmqpError('NOT_FOUND', `no queue '' in vhost '${vhost}'`);
    return { queue: name, ...(await broker.topology.countQueue(session, vhost, name)) };
  }
  refuseStream(args);
  const definition = { vhost, name, durable, exclusive, autoDelete, arguments: args };
  const { created, queue } = await broker.topology.declareQueue(session, definition);
  if (created) return { queue: queue.name, ready: 0, consumers: 0 };
  return { queue: queue.name, ...(await broker.topology.countQueue(session, vhost, queue.name)) };
}

/** A stream is read in other ways than a queue, and not yet here. */
function refuseStream(args: FieldTable): void {
  if (queueTypeOf(args) === 'stream')
    throw new AmqpError('NOT_IMPLEMENTED', `queue type 'stream' is not supported; use classic or quorum`);
}

/** The pseudo queue is always there; an address of it is for as long as somebody listens (clause 7.13). */
function declareReplyTo({ owner }: Channel, name: string): Declared {
  const { broker, vhost } = owner;
  if (name !== directReplyTo && !broker.replies.exists(vhost, name))
    throw new BrokerError('queue_not_found', `no queue '${name}' in vhost '${vhost}'`);
  return { queue: name, ready: 0, consumers: 1 };
}

/** An empty name is the queue last declared on the channel. */
export function queueNamed({ lastQueue }: Channel, name: string): string {
  if (name !== '') return name;
  if (lastQueue === null) throw new AmqpError('NOT_FOUND', 'no previously declared queue');
  return lastQueue;
}

function bindingOf(
  channel: Channel,
  { queue, exchange, routingKey, arguments: args }: MethodOf<'queue.bind'> | MethodOf<'queue.unbind'>,
): Omit<Binding, 'id'> {
  const destination = queueNamed(channel, queue);
  return {
    vhost: channel.owner.vhost,
    source: exchange,
    destinationKind: 'queue',
    destination,
    // Both empty: the key becomes that name, too.
    routingKey: queue === '' && routingKey === '' ? destination : routingKey,
    arguments: args,
  };
}
