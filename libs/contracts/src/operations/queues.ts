import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf } from '../schema/page.js';
import { queuePauses } from '../schema/pause.js';
import { inVhost, pageInVhost, queueParams } from '../schema/scope.js';
import { fieldTable, flag, instant } from '../schema/values.js';

const queueInfo = named(
  'Queue',
  z.strictObject({
    vhost: z.string(),
    name: z.string(),
    durable: z.boolean(),
    exclusive: z.boolean(),
    autoDelete: z.boolean(),
    arguments: fieldTable,
    createdAt: instant,
    pauses: queuePauses,
  }),
);

const queueRequest = named(
  'QueueRequest',
  z.strictObject({
    durable: z.boolean().default(true),
    autoDelete: z.boolean().default(false),
    arguments: fieldTable.default({}),
  }),
);

export const removedMessages = named('RemovedMessages', z.strictObject({ messageCount: z.int().min(0) }));

const common = { tag: 'Queues', path: '/v1/queues/{queue}', params: queueParams, query: inVhost } as const;

export const queueOperations = {
  listQueues: operation({
    ...{ id: 'listQueues', method: 'GET', tag: common.tag, path: '/v1/queues', summary: 'Queues of a virtual host' },
    query: pageInVhost,
    responses: { 200: pageOf('QueuePage', queueInfo) },
    problems: ['vhost_not_found'],
  }),
  getQueue: operation({
    ...{ ...common, id: 'getQueue', method: 'GET', summary: 'One queue' },
    responses: { 200: queueInfo },
    problems: ['vhost_not_found', 'queue_not_found'],
  }),
  declareQueue: operation({
    ...{ ...common, id: 'declareQueue', method: 'PUT', summary: 'Declare a queue' },
    description: 'Creates it (201), or finds it with the same settings (200).',
    body: queueRequest.prefault({}),
    responses: { 200: queueInfo, 201: queueInfo },
    problems: [
      'vhost_not_found',
      'inequivalent_argument',
      'invalid_argument',
      'reserved_name',
      'resource_locked',
      'limit_exceeded',
    ],
  }),
  deleteQueue: operation({
    ...{ ...common, id: 'deleteQueue', method: 'DELETE', summary: 'Delete a queue, its bindings and its messages' },
    query: inVhost.extend({ ifUnused: flag.default(false), ifEmpty: flag.default(false) }),
    responses: { 200: removedMessages },
    problems: ['vhost_not_found', 'queue_not_found', 'in_use', 'not_empty', 'resource_locked'],
  }),
};
