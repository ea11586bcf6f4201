import { jsonToTable } from '../message/field-json.js';
import { fieldOf, type FieldTable, type FieldValue } from '../message/field-table.js';
import type { Message } from '../message/message.js';
import type { Properties } from '../message/properties.js';
import type { Insert, PeekedMessage } from '../ports/message-store.js';
import type { MessageEdit, Operation } from '../ports/operation-store.js';
import { parseExpiration } from '../publish/expiration.js';
import { RoutePlan, type RouteTarget } from '../publish/route-plan.js';

export const redriveHeaders = {
  operation: 'x-redrive-operation',
  count: 'x-redrive-count',
  queue: 'x-redrive-queue',
  by: 'x-redrive-by',
  at: 'x-redrive-at',
  edited: 'x-redrive-edited',
} as const;

/** `id` null: a dry run, which has none. */
type Moving = { readonly id: Operation['id'] | null } & Pick<
  Operation,
  'kind' | 'queue' | 'exchange' | 'routingKey' | 'edit' | 'author'
>;

/** The message as it goes on into some queues, in place of the one that is taken out. `now` in ms since 1970. */
export function copyFor(operation: Moving, peeked: PeekedMessage, targets: readonly RouteTarget[], now: number): Insert {
  const message = operation.kind === 'move' ? asItIs(peeked) : redrivenMessage(operation, peeked, now);
  const { priority = 0, expiration, deliveryMode } = message.properties;
  const plan = new RoutePlan(targets, 'replicated');
  const ttlMs = expiration === undefined ? null : parseExpiration(expiration);
  const placements = plan.placements(priority, ttlMs, 0, now);
  const stays = operation.kind === 'move' ? { availableAt: peeked.availableAt, deadFrom: peeked.deadFrom } : {};
  return {
    message,
    durable: plan.durabilityOf(deliveryMode) !== 'transient',
    placements: placements.map((placement) => ({ ...placement, ...stays })),
  };
}

function asItIs({ seq, message }: PeekedMessage): Message {
  return { ...message, id: message.id ?? seq };
}

/** As it was when it reached the queue that it died in, or as it is published again, with its history. */
export function redrivenMessage(operation: Moving, { seq, message }: PeekedMessage, now: number): Message {
  const [death] = message.deaths;
  const { edit, exchange, routingKey } = operation;
  return {
    ...message,
    exchange: exchange ?? death?.exchange ?? message.exchange,
    routingKey: routingKey ?? death?.routingKeys[0] ?? message.routingKey,
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

function withRedriveHeaders(properties: Properties, { id, queue, author, edit }: Moving, now: number): Properties {
  const text = (value: string): FieldValue => ({ type: 'string', value: Buffer.from(value) });
  const added: FieldTable = [
    ...(id === null ? [] : [[redriveHeaders.operation, text(String(id))] as const]),
    [redriveHeaders.count, { type: 'int32', value: redriveCount(properties) + 1 }],
    [redriveHeaders.queue, text(queue)],
    [redriveHeaders.by, text(author)],
    [redriveHeaders.at, { type: 'timestamp', value: BigInt(Math.floor(now / 1000)) }],
    ...(edit === null ? [] : [[redriveHeaders.edited, text(whatIsEdited(edit))] as const]),
  ];
  return properties.withHeaders(Object.values(redriveHeaders), added);
}

/** `body`, and names of headers. */
function whatIsEdited({ body, setHeaders, removeHeaders }: MessageEdit): string {
  return [...(body === null ? [] : ['body']), ...Object.keys(setHeaders), ...removeHeaders].join(', ');
}

/** Times that it was redriven before. */
function redriveCount(properties: Properties): number {
  const field = fieldOf(properties.headers, redriveHeaders.count);
  return field?.type === 'int32' ? field.value : 0;
}
