import { jsonToTable, Properties, tableToJson, type Delivery, type Message, type Publication } from '@howdah/core';
import type { Incoming, Outgoing, Settlement } from '../link/link.js';

export const vhost = '/';

export function toPublication(message: Outgoing): Publication {
  const { exchange, routingKey, body, contentType, contentEncoding, messageId, priority, correlationId, replyTo } = message;
  return {
    ...{ vhost, exchange, routingKey, body },
    properties: Properties.from({
      ...{ contentType, contentEncoding, messageId, priority, correlationId, replyTo },
      headers: jsonToTable(message.headers),
      deliveryMode: message.persistent ? 2 : 1,
      expiration: message.ttlMs === undefined ? undefined : String(message.ttlMs),
    }),
    delayMs: message.delayMs ?? 0,
  };
}

export function toIncoming(message: Message, delivery: Delivery | undefined, settle: (settlement: Settlement) => void): Incoming {
  const { properties, exchange, routingKey, body } = message;
  let settled = false;
  return {
    ...{ body, exchange, routingKey },
    contentType: properties.contentType,
    contentEncoding: properties.contentEncoding,
    headers: { ...tableToJson(properties.headers), ...deathHeaders(message) },
    messageId: properties.messageId,
    correlationId: properties.correlationId,
    replyTo: properties.replyTo,
    redelivered: delivery?.redelivered ?? false,
    attempt: delivery?.attempt ?? 1,
    token: undefined,
    settle(settlement) {
      if (settled) return;
      settled = true;
      settle(settlement);
    },
  };
}

/** As AMQP tells it. */
function deathHeaders({ deaths }: Message): Record<string, unknown> {
  if (deaths.length === 0) return {};
  return { 'x-death': deaths.map(({ queue, reason, count }) => ({ queue, reason, count })) };
}
