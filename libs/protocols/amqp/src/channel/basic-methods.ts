import { randomBytes } from 'node:crypto';
import { AmqpError } from '../amqp-error.js';
import type { MethodOf } from '../codec/method-codec.js';
import { readConsumeArguments } from '../translate/consume-arguments.js';
import { deliveredProperties } from '../translate/delivered-properties.js';
import { isQuorum } from '../translate/queue-type.js';
import { directReplyTo, type Channel } from './channel.js';
import { ChannelConsumer } from './consumer.js';
import type { Handlers } from './handlers.js';
import { queueNamed } from './queue-methods.js';
import { consumeReplies } from './reply-consumer.js';
import { settleInMode } from './settle.js';

/** Class basic (60), but for publish. */
export const basicHandlers: Handlers = {
  'basic.qos': (channel, { prefetchSize, prefetchCount, global }) => {
    if (prefetchSize !== 0) throw new AmqpError('NOT_IMPLEMENTED', `prefetch_size!=0 (${prefetchSize})`);
    if (global) channel.sharedPrefetch = prefetchCount;
    else channel.consumerPrefetch = prefetchCount;
    channel.wire.out.method(channel.id, 'basic.qos-ok', {});
    if (global) channel.signalConsumers();
  },

  'basic.consume': (channel, method) => consume(channel, method),
  'basic.cancel': (channel, method) => cancel(channel, method),
  // The client's answer to our own cancel.
  'basic.cancel-ok': () => undefined,
  'basic.get': (channel, method) => get(channel, method),

  'basic.ack': (channel, { deliveryTag, multiple }) => settleInMode(channel, channel.unacked.take(deliveryTag, multiple), 'ack'),

  'basic.nack': (channel, { deliveryTag, multiple, requeue }) =>
    settleInMode(channel, channel.unacked.take(deliveryTag, multiple), requeue ? 'retry' : 'reject'),

  'basic.reject': (channel, { deliveryTag, requeue }) =>
    settleInMode(channel, channel.unacked.take(deliveryTag, false), requeue ? 'retry' : 'reject'),

  'basic.recover-async': (channel, { requeue }) => recover(channel, requeue),

  'basic.recover': (channel, { requeue }) => {
    recover(channel, requeue);
    channel.wire.out.method(channel.id, 'basic.recover-ok', {});
  },
};

/** All that is unsettled goes back and comes again. */
function recover(channel: Channel, requeue: boolean): void {
  if (!requeue) throw new AmqpError('NOT_IMPLEMENTED', 'requeue=false');
  settleInMode(channel, channel.unacked.takeAll(), 'retry', { delayMs: 0 });
}

async function consume(channel: Channel, method: MethodOf<'basic.consume'>): Promise<void> {
  const { broker, session, vhost } = channel.owner;
  const tag = method.consumerTag === '' ? `amq.ctag-${randomBytes(16).toString('base64url')}` : method.consumerTag;
  if (channel.consumers.has(tag) || channel.reply?.tag === tag)
    throw new AmqpError('NOT_ALLOWED', `attempt to reuse consumer tag '${tag}'`);
  if (method.queue === directReplyTo) return consumeReplies(channel, tag, method);

  const queue = queueNamed(channel, method.queue);
  if (channel.sharedPrefetch > 0) await refuseQuorum(channel, queue);
  const { showsToken, ...wanted } = readConsumeArguments(method.arguments, { vhost, name: queue });
  const options = { tag, exclusive: method.exclusive, ...wanted };
  const handler = new ChannelConsumer(channel, tag, method.noAck, channel.consumerPrefetch, { showsToken });
  handler.consumer = await broker.consumers.consume(session, vhost, queue, handler, options);
  if (!channel.isOpen) return broker.consumers.abandon(handler.consumer);
  channel.consumers.set(tag, handler);
  if (!method.nowait) channel.wire.out.method(channel.id, 'basic.consume-ok', { consumerTag: tag });
  handler.start();
}

/** A quorum queue counts for each consumer alone (clause 10.1). */
async function refuseQuorum({ owner }: Channel, name: string): Promise<void> {
  const queue = await owner.broker.topology.getQueue(owner.session, owner.vhost, name);
  if (isQuorum(queue))
    throw new AmqpError('NOT_IMPLEMENTED', `queue '${name}' in vhost '${owner.vhost}' does not support global qos`);
}

/** What the consumer holds stays its own; an unknown tag is fine (clause 7.7). */
async function cancel(channel: Channel, { consumerTag: tag, nowait }: MethodOf<'basic.cancel'>): Promise<void> {
  const consumer = channel.consumers.get(tag);
  if (consumer !== undefined) {
    channel.consumers.delete(tag);
    channel.cancelled.add(consumer);
    await consumer.consumer?.cancel();
  }
  if (channel.reply?.tag === tag) {
    channel.reply.address.close();
    channel.reply = null;
  }
  if (!nowait) channel.wire.out.method(channel.id, 'basic.cancel-ok', { consumerTag: tag });
}

async function get(channel: Channel, { queue, noAck }: MethodOf<'basic.get'>): Promise<void> {
  // Prefetch does not limit it: the message stays in the queue until there is room for it on the way.
  if (channel.wire.isCongested) await channel.wire.drained();
  const got = await channel.reader.get(queueNamed(channel, queue), { autoAck: noAck });
  if (!channel.isOpen) return;
  if (got === null) return channel.wire.out.method(channel.id, 'basic.get-empty', {});
  const { delivery, ready } = got;
  const { message, redelivered } = delivery;
  const tag = channel.nextDeliveryTag();
  if (!noAck) channel.owe({ tag, delivery, consumer: null });
  const { exchange, routingKey, body } = message;
  channel.wire.out.methodWithContent(
    channel.id,
    'basic.get-ok',
    { deliveryTag: tag, redelivered, exchange, routingKey, messageCount: ready },
    { properties: deliveredProperties(delivery), body },
  );
}
