import { z } from 'zod';
import { operation } from '../operation.js';
import { name } from '../schema/values.js';

const topics = z.enum(['overview', 'queues', 'attention', 'operations']);

const dayMs = 24 * 60 * 60 * 1000;

export const eventOperations = {
  streamEvents: operation({
    ...{ id: 'streamEvents', method: 'GET', tag: 'Events', path: '/v1/events' },
    summary: 'What changes, as server-sent events',
    description:
      'At once everything that is asked for, then each second what has changed. Events are attention (an Attention), queues ' +
      '({at, complete, queues: QueueStatistics[]}), overview ({at, overview: Overview}) and operations ({at, complete, operations: ' +
      'MessageOperation[]}: those that are new or went on; complete: all that have not ended, or have within a minute); the last of a second has an id. With ' +
      'Last-Event-ID the stream goes on behind it for a minute, on the same broker. A comment every 15 s says that it lives.',
    query: z.strictObject({
      topics: z
        .string()
        .default('overview,queues,attention,operations')
        .transform((text) => text.split(','))
        .pipe(z.array(topics).min(1))
        .meta({ description: 'Of overview, queues, attention and operations, with commas.' }),
      vhost: z.string().min(1).exactOptional().meta({ description: 'Queues and operations of this virtual host alone.' }),
      queue: name.exactOptional().meta({ description: 'This queue alone; needs vhost.' }),
      forMs: z.coerce
        .number()
        .int()
        .min(0)
        .max(dayMs)
        .default(dayMs)
        .meta({ description: 'Ends after so long; 0: after what is so now.' }),
    }),
    headers: z.object({ 'last-event-id': z.string().max(100).exactOptional() }),
    responses: { 200: 'text/event-stream' },
    problems: ['vhost_not_found', 'queue_not_found', 'limit_exceeded'],
  }),
};
