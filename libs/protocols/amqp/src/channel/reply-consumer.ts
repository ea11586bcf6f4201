import { AmqpError } from '../amqp-error.js';
import type { MethodOf } from '../codec/method-codec.js';
import type { Channel } from './channel.js';

/** Answers come straight to the channel, through no queue (clause 7.13; https://www.rabbitmq.com/docs/direct-reply-to). */
export async function consumeReplies(channel: Channel, tag: string, { noAck, nowait }: MethodOf<'basic.consume'>): Promise<void> {
  if (!noAck) throw new AmqpError('PRECONDITION_FAILED', 'reply consumer cannot acknowledge');
  if (channel.reply !== null) throw new AmqpError('PRECONDITION_FAILED', 'reply consumer already set');
  const encodedTag = Buffer.from(tag);
  const { broker, vhost } = channel.owner;
  const address = await broker.replies.open(vhost, ({ exchange, routingKey, properties, body }) => {
    if (!channel.isOpen) return;
    const content = { properties: properties.encoded, body };
    channel.wire.out.deliver(channel.id, encodedTag, channel.nextDeliveryTag(), false, exchange, routingKey, content);
  });
  if (!channel.isOpen) return address.close();
  channel.reply = { address, tag };
  if (!nowait) channel.wire.out.method(channel.id, 'basic.consume-ok', { consumerTag: tag });
}
