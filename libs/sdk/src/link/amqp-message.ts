import type { AsyncMessage, Channel, Envelope } from 'rabbitmq-client';
import type { Incoming, Outgoing, Settlement } from './link.js';

/** Also the argument of a consumer that asks for it. */
export const tokenHeader = 'x-delivery-token';

export function toEnvelope(message: Outgoing): Envelope {
  const { exchange, routingKey, contentType, contentEncoding, messageId, persistent, priority, correlationId, replyTo } = message;
  const envelope: Envelope = { exchange, routingKey, contentType, messageId, durable: persistent, mandatory: true };
  const headers = message.delayMs === undefined ? message.headers : { ...message.headers, 'x-delay': message.delayMs };
  // Spread from conditions these would be half of what a publish costs over its transport.
  if (!isEmpty(headers)) envelope.headers = headers;
  if (contentEncoding !== undefined) envelope.contentEncoding = contentEncoding;
  if (priority !== undefined) envelope.priority = priority;
  if (correlationId !== undefined) envelope.correlationId = correlationId;
  if (replyTo !== undefined) envelope.replyTo = replyTo;
  if (message.ttlMs !== undefined) envelope.expiration = String(message.ttlMs);
  return envelope;
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}

/** @param channel That it came on, which alone may settle it. */
export function toIncoming(message: AsyncMessage, channel: Channel, extended: boolean): Incoming {
  const { deliveryTag } = message;
  const { token, headers } = withoutToken(message.headers ?? {});
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
    token,
    settle: (settlement) => settle(channel, deliveryTag, settlement, extended),
  };
}

/** Only deliveries to a consumer that asked for it carry one. */
function withoutToken(all: Readonly<Record<string, unknown>>): Pick<Incoming, 'token' | 'headers'> {
  const { [tokenHeader]: token } = all;
  if (typeof token !== 'string') return { token: undefined, headers: all };
  const { [tokenHeader]: _, ...headers } = all;
  return { token, headers };
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
