import { z } from 'zod';
import { operation } from '../operation.js';
import { problem } from '../problem.js';
import { bodyEncoding, properties } from '../schema/message.js';
import { named } from '../schema/named.js';
import { exchangeParams, inVhost, queueParams } from '../schema/scope.js';
import { delayMs, fieldTable, id, shortString } from '../schema/values.js';

const publishItem = named(
  'PublishItem',
  z.strictObject({
    routingKey: shortString.exactOptional().meta({ description: 'Default: empty. Not with a queue in the path.' }),
    body: z.unknown().optional().meta({ description: 'Kept digit for digit, also what a double could not hold.' }),
    bodyEncoding: bodyEncoding.exactOptional().meta({ description: 'Default: text for a string, json for anything else.' }),
    headers: fieldTable.exactOptional(),
    properties: properties.exactOptional(),
    delayMs: delayMs.exactOptional().meta({ description: 'Deliver no earlier than this many milliseconds from now.' }),
  }),
);

const publishBatchMax = 1_000;

const publishBatch = named(
  'PublishBatchRequest',
  z.strictObject({
    messages: z.array(publishItem).min(1).max(publishBatchMax),
    atomic: z.boolean().exactOptional().meta({ description: 'All or nothing. Default false.' }),
  }),
);

export type PublishItem = z.output<typeof publishItem>;

/** One message, or many under `messages`. */
const publishRequest = z.union([publishBatch, publishItem]);

const publishResult = named(
  'PublishResult',
  z.strictObject({
    id: id.nullable().meta({ description: 'Null when no queue wanted it: then it was not stored.' }),
    queues: z.array(z.string()),
    durability: z.enum(['transient', 'local', 'replicated']).nullable().meta({
      description: 'What it survives now: nothing, a crash of the database, the loss of a node. Null when it was not stored.',
    }),
  }),
);

const publishResults = named(
  'PublishResults',
  z.strictObject({
    results: z
      .array(z.union([publishResult.extend({ status: z.literal(200) }), z.strictObject({ status: z.int().min(400), problem })]))
      .meta({ description: 'In the order of the messages.' }),
  }),
);

const common = {
  method: 'POST',
  tag: 'Messages',
  query: inVhost,
  body: publishRequest,
  description:
    'One message is answered by its result or by a problem; many by a result for each: 200 when all were taken, else 207. ' +
    'With an Idempotency-Key a repetition within 24 hours stores nothing and is answered as the first time, ' +
    'with Idempotency-Replayed: true; many are then all or nothing.',
  headers: z.object({ 'idempotency-key': z.string().min(1).max(255).exactOptional() }),
  responses: { 200: z.union([publishResult, publishResults]), 207: publishResults },
  problems: [
    'vhost_not_found',
    'invalid_message',
    'message_too_large',
    'queue_full',
    'not_replicated',
    'idempotency_key_reused',
    'request_too_large',
  ],
} as const;

export const publishOperations = {
  publishToExchange: operation({
    ...common,
    ...{ id: 'publishToExchange', path: '/v1/exchanges/{exchange}/messages', summary: 'Publish to an exchange' },
    params: exchangeParams,
    problems: [...common.problems, 'exchange_not_found', 'internal_exchange'],
  }),
  publishToQueue: operation({
    ...common,
    ...{ id: 'publishToQueue', path: '/v1/queues/{queue}/messages', summary: 'Publish to a queue' },
    params: queueParams,
    problems: [...common.problems, 'queue_not_found'],
  }),
};
