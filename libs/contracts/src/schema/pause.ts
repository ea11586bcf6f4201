import { z } from 'zod';
import { named } from './named.js';
import { instant } from './values.js';

export const pauseKind = z.enum(['delivery', 'publishing']);

export const pause = named(
  'Pause',
  z.strictObject({
    kind: pauseKind,
    reason: z.string(),
    author: z.string().meta({ description: 'Who paused it.' }),
    since: instant,
    until: instant.nullable().meta({ description: 'Ends by itself then; null: when somebody resumes it.' }),
  }),
);

/** What of a queue is halted; null: it is not. */
export const queuePauses = named(
  'QueuePauses',
  z.strictObject({
    delivery: pause.nullable().meta({ description: 'Consumers get nothing more.' }),
    publishing: pause.nullable().meta({ description: 'Publishers are refused with queue_paused.' }),
  }),
);
