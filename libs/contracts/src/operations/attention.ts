import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { id, instant } from '../schema/values.js';

const count = z.int().min(0);

const evidence = named(
  'Evidence',
  z.strictObject({
    ready: count.exactOptional(),
    unacked: count.exactOptional(),
    consumers: count.exactOptional().meta({ description: 'On all brokers.' }),
    oldestAt: instant.exactOptional().meta({ description: 'When the oldest message that waits was published.' }),
    consumer: z.string().exactOptional().meta({ description: 'Has held a message for longest, on this broker.' }),
    heldSince: instant.exactOptional(),
    attempts: count.exactOptional().meta({ description: 'Failed ones in this hour by the clock and the one before.' }),
    deaths: count.exactOptional().meta({ description: 'In this hour by the clock and the one before.' }),
    errorGroup: id.exactOptional().meta({ description: 'Most of them belong to it.' }),
    errorName: z.string().exactOptional(),
    limit: count.exactOptional(),
    unroutable: count.exactOptional().meta({ description: 'Through this broker, within the last minute.' }),
    refused: count.exactOptional().meta({ description: 'Committed by applications and stored in no queue.' }),
    reason: z
      .string()
      .exactOptional()
      .meta({ description: 'Why the newest of them was refused, as a code of the problem types.' }),
  }),
);

const finding = named(
  'Finding',
  z.strictObject({
    harm: z.enum(['data_at_risk', 'not_moving', 'failing', 'slow', 'odd']).meta({ description: 'Worst first.' }),
    code: z.enum([
      'messages_discarded',
      'queue_full',
      'no_consumers',
      'stuck',
      'refused_publications',
      'dead_letters',
      'retry_storm',
      'old_messages',
      'unroutable',
    ]),
    vhost: z.string().nullable().meta({ description: 'Null: it is about the broker.' }),
    queue: z.string().nullable(),
    since: instant.meta({ description: 'When this broker first saw it so.' }),
    evidence,
    remedy: z.string(),
  }),
);

const attention = named(
  'Attention',
  z.strictObject({
    at: instant.meta({ description: 'What is told was so then; at most 2 s ago.' }),
    queues: count,
    affected: count.meta({ description: 'Queues that something is found about.' }),
    findings: z.array(finding).meta({ description: 'Worst first, at most 100.' }),
    findingCount: count,
  }),
);

export const attentionOperations = {
  getAttention: operation({
    mayBeStale: true,
    ...{ id: 'getAttention', method: 'GET', tag: 'Attention', path: '/v1/attention' },
    summary: 'What is wrong now, worst first, with evidence and remedy',
    responses: { 200: attention },
  }),
};
