import { z } from 'zod';
import { operation } from '../operation.js';
import { bodyEncoding } from '../schema/message.js';
import { named } from '../schema/named.js';
import { dryRun, messageFilter, messageOperation, reportItem } from '../schema/operation.js';
import { pageOf, pageQuery } from '../schema/page.js';
import { inVhost, pageInVhost, queueParams } from '../schema/scope.js';
import { fieldTable, id, name, shortString } from '../schema/values.js';
import { removedMessages } from './queues.js';

const scope = {
  filter: messageFilter.default({}).meta({ description: 'Default: all of them.' }),
  cutoff: id.exactOptional().meta({ description: 'As a dry run has told it. Default: what is there now.' }),
  dryRun: z.boolean().default(false).meta({ description: 'Answer what would become of each message, and do nothing.' }),
  ratePerSecond: z
    .number()
    .positive()
    .max(1_000_000)
    .nullable()
    .default(null)
    .meta({ description: 'Default: as fast as it goes.' }),
};

const messageEdit = named(
  'MessageEdit',
  z.strictObject({
    body: z.unknown().optional().meta({ description: 'In place of the body; kept digit for digit. Default: it stays.' }),
    bodyEncoding: bodyEncoding.exactOptional().meta({ description: 'Default: text for a string, json for anything else.' }),
    setHeaders: fieldTable.default({}),
    removeHeaders: z.array(z.string()).default([]),
  }),
);

export type MessageEditJson = z.output<typeof messageEdit>;

const redriveRequest = named(
  'RedriveRequest',
  z.strictObject({
    ...scope,
    target: name
      .nullable()
      .default(null)
      .meta({ description: 'A queue. Default: each message to the queue that it died in last.' }),
    exchange: name
      .nullable()
      .default(null)
      .meta({ description: 'Instead of a queue: routed there as if it were published. Not together with target.' }),
    routingKey: shortString
      .nullable()
      .default(null)
      .meta({ description: 'For the exchange. Default: the one that each message had before it died.' }),
    edit: messageEdit.nullable().default(null).meta({ description: 'Of the one message that filter.messageId names.' }),
    resetAttempts: z.boolean().default(true).meta({ description: 'If not, a message has at least one more delivery.' }),
    canary: z
      .boolean()
      .default(false)
      .meta({ description: 'One message, then ten, waiting each time until they have succeeded.' }),
    failureShareMax: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .default(null)
      .meta({ description: 'It pauses when more of the messages whose fate is known have failed again. Default: never.' }),
  }),
);

const moveRequest = named('MoveRequest', z.strictObject({ ...scope, target: name }));
const purgeRequest = named('PurgeRequest', z.strictObject(scope));

const common = {
  method: 'POST',
  tag: 'Operations',
  params: queueParams,
  query: inVhost,
  headers: z.object({ 'idempotency-key': z.string().min(1).max(255).exactOptional() }),
  responses: { 200: dryRun, 202: messageOperation },
  problems: [
    ...(['vhost_not_found', 'queue_not_found', 'exchange_not_found', 'invalid_argument'] as const),
    ...(['idempotency_key_reused', 'resource_locked'] as const),
  ],
} as const;

const operationParams = z.strictObject({ operation: id });
const one = { tag: common.tag, path: '/v1/operations/{operation}', params: operationParams } as const;

export const messageOperationOperations = {
  redriveMessages: operation({
    ...{ ...common, id: 'redriveMessages', path: '/v1/queues/{queue}/redrives', summary: 'Send dead letters on again' },
    description:
      'Answers 202 with an operation and its Location, which goes on whatever becomes of this connection or broker; ' +
      'with dryRun 200. With an Idempotency-Key a repetition makes no second one, and is answered with Idempotency-Replayed: true.',
    body: redriveRequest.prefault({}),
  }),
  moveMessages: operation({
    ...{
      ...common,
      id: 'moveMessages',
      path: '/v1/queues/{queue}/moves',
      summary: 'Move messages to another queue, as they are',
    },
    description: 'As a redrive.',
    body: moveRequest,
  }),
  purgeQueue: operation({
    ...{ ...common, id: 'purgeQueue', path: '/v1/queues/{queue}/purges', summary: 'Remove the messages that wait' },
    description: 'Messages in the hands of consumers stay. Without a body at once (200); with one as a redrive.',
    body: purgeRequest.optional(),
    responses: { 200: z.union([removedMessages, dryRun]), 202: messageOperation },
  }),
  listOperations: operation({
    ...{ id: 'listOperations', method: 'GET', tag: common.tag, path: '/v1/operations', summary: 'Operations, newest first' },
    query: pageInVhost,
    responses: { 200: pageOf('MessageOperationPage', messageOperation) },
    problems: ['vhost_not_found'],
  }),
  getOperation: operation({
    ...{ ...one, id: 'getOperation', method: 'GET', summary: 'One operation with its progress' },
    responses: { 200: messageOperation },
    problems: ['operation_not_found'],
  }),
  changeOperation: operation({
    ...{ ...one, id: 'changeOperation', method: 'PATCH', summary: 'Pause, resume or abort an operation' },
    description: 'running resumes it. Messages that are moved already stay where they are.',
    body: z.strictObject({ state: z.enum(['running', 'paused', 'aborted']) }),
    responses: { 200: messageOperation },
    problems: ['operation_not_found', 'operation_ended'],
  }),
  listOperationReport: operation({
    ...{ ...one, id: 'listOperationReport', method: 'GET', path: '/v1/operations/{operation}/report' },
    summary: 'What an operation has left and what failed again, oldest first',
    description: 'At most 10,000 items are kept of each operation.',
    query: pageQuery,
    responses: { 200: pageOf('ReportPage', reportItem) },
    problems: ['operation_not_found'],
  }),
};
