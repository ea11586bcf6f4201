import { jsonToTable } from '../message/field-json.js';
import { fieldOf, type FieldTable, type FieldValue } from '../message/field-table.js';
import type { Message } from '../message/message.js';
import type { Properties } from '../message/properties.js';
import type { Insert, PeekedMessage } from '../ports/message-store.js';
import type { MessageEdit, Operation } from '../ports/operation-store.js';
import { parseExpiration } from '../publish/expiration.js';
import { RoutePlan, type RouteTarget } from '../publish/route-plan.js';

const redriveHeaders = {
  operation: 'x-redrive-operation',
  count: 'x-redrive-count',
  queue: 'x-redrive-queue',
  by: 'x-redrive-by',
  at: 'x-redrive-at',
} as const;

type Moving = Pick<Operation, 'id' | 'kind' | 'queue' | 'edit' | 'author'>;

/** The message as it goes on into one queue, in place of the one that is taken out. `now` in ms since 1970. */
export function copyFor(operation: Moving, peeked: PeekedMessage, target: RouteTarget, now: number): Insert {
  const message = operation.kind === 'move' ? asItIs(peeked) : redriven(operation, peeked, now);
  const { priority = 0, expiration, deliveryMode } = message.properties;
  const plan = new RoutePlan([target], 'replicated');
  const ttlMs = expiration === undefined ? null : parseExpiration(expiration);
  const [placement] = plan.placements(priority, ttlMs, 0, now);
  const stays = operation.kind === 'move' ? { availableAt: peeked.availableAt, deadFrom: peeked.deadFrom } : {};
  return { message, durable: plan.durabilityOf(deliveryMode) !== 'transient', placements: [{ ...placement!, ...stays }] };
}

function asItIs({ seq, message }: PeekedMessage): Message {
  return { ...message, id: message.id ?? seq };
}

/** As it was when it reached the queue that it died in, with its history. */
function redriven(operation: Moving, { seq, message }: PeekedMessage, now: number): Message {
  const [death] = message.deaths;
  const { edit } = operation;
  return {
    ...message,
    exchange: death?.exchange ?? message.exchange,
    routingKey: death?.routingKeys[0] ?? message.routingKey,
    properties: withRedriveHeaders(edited(message.properties, edit), operation, now),
    body: edit === null || edit.body === null ? message.body : Buffer.from(edit.body, 'base64'),
    publishedAt: now,
    id: message.id ?? seq,
  };
}

function edited(properties: Properties, edit: MessageEdit | null): Properties {
  if (edit === null) return properties;
  const set = jsonToTable(edit.setHeaders);
  return properties.withHeaders([...edit.removeHeaders, ...Object.keys(edit.setHeaders)], set);
}

function withRedriveHeaders(properties: Properties, { id, queue, author }: Moving, now: number): Properties {
  const text = (value: string): FieldValue => ({ type: 'string', value: Buffer.from(value) });
  const added: FieldTable = [
    [redriveHeaders.operation, text(String(id))],
    [redriveHeaders.count, { type: 'int32', value: redriveCount(properties) + 1 }],
    [redriveHeaders.queue, text(queue)],
    [redriveHeaders.by, text(author)],
    [redriveHeaders.at, { type: 'timestamp', value: BigInt(Math.floor(now / 1000)) }],
  ];
  return properties.withHeaders(Object.values(redriveHeaders), added);
}

/** Times that it was redriven before. */
function redriveCount(properties: Properties): number {
  const field = fieldOf(properties.headers, redriveHeaders.count);
  return field?.type === 'int32' ? field.value : 0;
}
