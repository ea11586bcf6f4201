import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf } from '../schema/page.js';
import { queuePauses } from '../schema/pause.js';
import { inVhost, pageInVhost, queueParams } from '../schema/scope.js';
import { instant } from '../schema/values.js';

const count = z.int().min(0);

const counts = {
  ready: count,
  unacked: count,
  delayed: count.meta({ description: 'Waiting for their time: published with a delay, or backing off.' }),
  dead: count.meta({ description: 'Messages that died here and are kept in another queue.' }),
  deadLetters: count.meta({ description: 'Of the ready ones those that died in another queue.' }),
  oldestAt: instant.nullable().meta({ description: 'When the oldest ready message was published.' }),
};

const traffic = {
  consumers: count.meta({ description: 'On this broker.' }),
  inRate: z.number().min(0).meta({ description: 'Messages per second through this broker, over the last 5 s.' }),
  outRate: z.number().min(0),
};

const queueStatistics = named(
  'QueueStatistics',
  z.strictObject({ vhost: z.string(), queue: z.string(), ...counts, ...traffic, pauses: queuePauses }),
);

const overview = named(
  'Overview',
  z.strictObject({
    version: z.string(),
    vhosts: count,
    exchanges: count,
    queues: count,
    ...traffic,
    totals: z.strictObject(counts),
  }),
);

const common = { method: 'GET', tag: 'Statistics', problems: ['vhost_not_found', 'queue_not_found'] } as const;

export const statisticsOperations = {
  getOverview: operation({
    mayBeStale: true,
    ...{ ...common, id: 'getOverview', path: '/v1/overview', summary: 'The whole in figures' },
    responses: { 200: overview },
  }),
  getQueueStatistics: operation({
    mayBeStale: true,
    ...{ ...common, id: 'getQueueStatistics', path: '/v1/queues/{queue}/statistics', summary: 'Figures of one queue' },
    params: queueParams,
    query: inVhost,
    responses: { 200: queueStatistics },
  }),
  listQueueStatistics: operation({
    mayBeStale: true,
    ...{
      ...common,
      id: 'listQueueStatistics',
      path: '/v1/statistics/queues',
      summary: 'Figures of every queue of a virtual host',
    },
    query: pageInVhost,
    responses: { 200: pageOf('QueueStatisticsPage', queueStatistics) },
  }),
};
