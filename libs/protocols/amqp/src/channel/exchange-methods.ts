import type { Binding, ExchangeType } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import type { MethodOf } from '../codec/method-codec.js';
import type { Channel } from './channel.js';
import type { Handlers } from './handlers.js';

/** Class exchange (40): declare, delete, and bindings between exchanges. */
export const exchangeHandlers: Handlers = {
  'exchange.declare': async (channel, method) => {
    await declare(channel, method);
    if (!method.nowait) channel.wire.out.method(channel.id, 'exchange.declare-ok', {});
  },

  'exchange.delete': async (channel, { exchange, ifUnused, nowait }) => {
    const { broker, session, vhost } = channel.owner;
    await broker.topology.deleteExchange(session, vhost, exchange, { ifUnused });
    if (!nowait) channel.wire.out.method(channel.id, 'exchange.delete-ok', {});
  },

  'exchange.bind': async (channel, method) => {
    const { broker, session } = channel.owner;
    await broker.topology.bind(session, bindingOf(channel, method));
    if (!method.nowait) channel.wire.out.method(channel.id, 'exchange.bind-ok', {});
  },

  'exchange.unbind': async (channel, method) => {
    const { broker, session } = channel.owner;
    await broker.topology.unbind(session, bindingOf(channel, method));
    if (!method.nowait) channel.wire.out.method(channel.id, 'exchange.unbind-ok', {});
  },
};

async function declare(channel: Channel, method: MethodOf<'exchange.declare'>): Promise<void> {
  const { broker, session, vhost } = channel.owner;
  const { exchange: name, type, passive, durable, autoDelete, internal, arguments: args } = method;
  if (passive) {
    if (name === '') throw new AmqpError('ACCESS_REFUSED', 'operation not permitted on the default exchange');
    await broker.topology.getExchange(session, vhost, name);
    return;
  }
  // Whether it is one of the types is the broker's to say.
  const definition = { vhost, name, type: type as ExchangeType, durable, autoDelete, internal, arguments: args };
  await broker.topology.declareExchange(session, definition);
}

function bindingOf(
  { owner }: Channel,
  { destination, source, routingKey, arguments: args }: MethodOf<'exchange.bind'> | MethodOf<'exchange.unbind'>,
): Omit<Binding, 'id'> {
  return { vhost: owner.vhost, source, destinationKind: 'exchange', destination, routingKey, arguments: args };
}
