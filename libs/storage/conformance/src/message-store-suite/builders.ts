import { Properties } from '@howdah/core';
import type { Insert, Message, Placement, QueueId } from '@howdah/core';

type MessageFields = Partial<Omit<Message, 'body'>> & { readonly body?: Buffer | string };

/** A message never stored before; a string body is UTF-8. */
export function aMessage({ body = '', ...fields }: MessageFields = {}): Message {
  return {
    exchange: 'shop',
    routingKey: 'order.placed',
    properties: Properties.empty,
    publishedAt: Date.UTC(2030, 0, 1),
    deaths: [],
    id: undefined,
    ...fields,
    body: typeof body === 'string' ? Buffer.from(body) : body,
  };
}

/** How a message waits in a queue: at once and for ever unless told otherwise. */
export function placement(queueId: QueueId, fields: Partial<Placement> = {}): Placement {
  return { queueId, priority: 0, availableAt: null, expiresAt: null, deadFrom: null, limit: null, ...fields };
}

type InsertFields = Partial<Omit<Placement, 'queueId'>> & { readonly durable?: boolean; readonly message?: MessageFields };

/** A message with this body for one queue or several, where it waits in the same way. */
export function insert(queueIds: QueueId | readonly QueueId[], body: string | Buffer, fields: InsertFields = {}): Insert {
  const { durable = true, message = {}, ...waiting } = fields;
  return {
    message: aMessage({ ...message, body }),
    durable,
    placements: [queueIds].flat().map((queueId) => placement(queueId, waiting)),
  };
}
