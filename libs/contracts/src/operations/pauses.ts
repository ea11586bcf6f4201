import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf } from '../schema/page.js';
import { pause, pauseKind } from '../schema/pause.js';
import { inVhost, pageInVhost, queueParams } from '../schema/scope.js';
import { instant } from '../schema/values.js';

const pauseOfQueue = named('PauseOfQueue', pause.extend({ vhost: z.string(), queue: z.string() }));

const pauseRequest = named(
  'PauseRequest',
  z.strictObject({
    reason: z.string().min(1).max(500).meta({ description: 'For whoever wonders.' }),
    until: instant.nullable().default(null).meta({ description: 'Ends by itself then. Default: when somebody resumes it.' }),
  }),
);

const common = {
  ...{ tag: 'Queues', path: '/v1/queues/{queue}/pauses/{kind}', query: inVhost },
  params: queueParams.extend({ kind: pauseKind }),
} as const;

export const pauseOperations = {
  listPauses: operation({
    ...{ id: 'listPauses', method: 'GET', tag: common.tag, path: '/v1/pauses', summary: 'Paused queues of a virtual host' },
    query: pageInVhost,
    responses: { 200: pageOf('PausePage', pauseOfQueue) },
    problems: ['vhost_not_found'],
  }),
  pauseQueue: operation({
    ...{ ...common, id: 'pauseQueue', method: 'PUT', summary: 'Pause delivery from a queue, or publishing to it' },
    description: 'In place of an earlier pause of this kind. When it is answered every broker goes by it.',
    body: pauseRequest,
    responses: { 200: pauseOfQueue },
    problems: ['vhost_not_found', 'queue_not_found', 'invalid_argument'],
  }),
  resumeQueue: operation({
    ...{ ...common, id: 'resumeQueue', method: 'DELETE', summary: 'Resume it' },
    description: 'Also where it is not paused.',
    responses: { 204: null },
    problems: ['vhost_not_found', 'queue_not_found'],
  }),
};
