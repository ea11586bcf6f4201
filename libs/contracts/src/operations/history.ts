import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { inVhost, queueParams } from '../schema/scope.js';
import { instant } from '../schema/values.js';

const count = z.int().min(0);

const history = named(
  'History',
  z.strictObject({
    resolutionSeconds: z.union([z.literal(1), z.literal(10), z.literal(60)]),
    from: instant,
    to: instant,
    points: z
      .array(
        z.strictObject({
          at: instant.meta({ description: 'When the stretch begins.' }),
          inRate: z.number().min(0).meta({ description: 'Messages per second, through all brokers.' }),
          outRate: z.number().min(0),
          depth: z
            .strictObject({ ready: count, unacked: count, delayed: count, dead: count })
            .nullable()
            .meta({ description: 'At its end. Null: nobody counted.' }),
        }),
      )
      .meta({ description: 'A stretch that is not there is a gap, not zero: no broker was running.' }),
  }),
);

const range = z.strictObject({
  from: instant.exactOptional().meta({ description: 'Default: a quarter of an hour before to.' }),
  to: instant.exactOptional().meta({ description: 'Default: now.' }),
  resolution: z
    .enum(['1', '10', '60'])
    .transform((text) => Number(text) as 1 | 10 | 60)
    .exactOptional()
    .meta({ description: 'Seconds, kept for 15 min, 6 h and 7 days. Default: the finest that fits, up to about 1,000 points.' }),
});

const common = { method: 'GET', tag: 'Statistics' } as const;

export const historyOperations = {
  getOverviewHistory: operation({
    mayBeStale: true,
    ...{ ...common, id: 'getOverviewHistory', path: '/v1/overview/history', summary: 'The past of all queues together' },
    query: range,
    responses: { 200: history },
    problems: ['invalid_argument'],
  }),
  getQueueHistory: operation({
    mayBeStale: true,
    ...{ ...common, id: 'getQueueHistory', path: '/v1/queues/{queue}/history', summary: 'The past of one queue' },
    params: queueParams,
    query: inVhost.extend(range.shape),
    responses: { 200: history },
    problems: ['invalid_argument', 'vhost_not_found', 'queue_not_found'],
  }),
};
