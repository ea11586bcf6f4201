import type { AsyncMessage, Channel, Envelope } from 'rabbitmq-client';
import type { Incoming, Outgoing, Settlement } from './link.js';

/** Also the argument of a consumer that asks for it. */
export const tokenHeader = 'x-delivery-token';

export function toEnvelope(message: Outgoing): Envelope {
  const { exchange, routingKey, contentType, contentEncoding, messageId, persistent, priority, correlationId, replyTo } = message;
  const delay = message.delayMs === undefined ? {} : { 'x-delay': message.delayMs };
  return {
    ...{ exchange, routingKey, contentType, messageId, durable: persistent },
    headers: { ...message.headers, ...delay },
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(priority === undefined ? {} : { priority }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(message.ttlMs === undefined ? {} : { expiration: String(message.ttlMs) }),
  };
}

/** @param channel That it came on, which alone may settle it. */
export function toIncoming(message: AsyncMessage, channel: Channel, extended: boolean): Incoming {
  const { deliveryTag, headers: { [tokenHeader]: token, ...headers } = {} } = message;
  const failed = Number(headers['x-delivery-count'] ?? 0);
  return {
    body: message.body,
    contentType: message.contentType,
    contentEncoding: message.contentEncoding,
    headers,
    messageId: message.messageId,
    correlationId: message.correlationId,
    replyTo: message.replyTo,
    exchange: message.exchange,
    routingKey: message.routingKey,
    redelivered: message.redelivered ?? false,
    attempt: failed + 1,
    token: typeof token === 'string' ? token : undefined,
    settle: (settlement) => settle(channel, deliveryTag, settlement, extended),
  };
}

function settle(channel: Channel, deliveryTag: number, { outcome, delayMs, error }: Settlement, extended: boolean): void {
  // The channel is gone, and with it the delivery: it comes again.
  if (!channel.active) return;
  if (outcome === 'ack') return channel.basicAck({ deliveryTag });
  if (!extended) return channel.basicNack({ deliveryTag, requeue: outcome !== 'reject' });
  const request = { deliveryTag, outcome, delayMs, error };
  const sent = channel.basicPublish({ exchange: 'amq.howdah', routingKey: 'settle' }, Buffer.from(JSON.stringify(request)));
  sent.catch(() => undefined); // the channel's end tells the same
}
