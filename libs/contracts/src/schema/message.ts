import { z } from 'zod';
import { named } from './named.js';
import { fieldTable, id, instant, shortString } from './values.js';

/** How `body` stands for the bytes: as JSON, as text in UTF-8, as base64. */
export const bodyEncoding = z.enum(['json', 'text', 'base64']);

const short = shortString.exactOptional();

export const properties = named(
  'MessageProperties',
  z.strictObject({
    contentType: short,
    contentEncoding: short,
    persistent: z.boolean().exactOptional().meta({ description: 'Survives a restart. Default true.' }),
    priority: z.int().min(0).max(255).exactOptional(),
    correlationId: short,
    replyTo: short,
    expirationMs: z.int().min(0).exactOptional().meta({ description: 'Time to live.' }),
    messageId: short,
    timestamp: instant.exactOptional().meta({ description: 'Kept in whole seconds.' }),
    type: short,
    userId: short,
    appId: short,
    clusterId: short,
  }),
);

export const attemptError = named(
  'AttemptError',
  z.strictObject({ name: z.string(), message: z.string(), stack: z.string().exactOptional() }),
);

export const deathReason = z.enum(['rejected', 'expired', 'maxlen', 'delivery_limit', 'age_limit']);

const death = named(
  'Death',
  z.strictObject({
    queue: z.string(),
    reason: deathReason,
    count: z.int().min(1),
    firstAt: instant,
    exchange: z.string(),
    routingKeys: z.array(z.string()),
    originalExpirationMs: z.int().min(0).exactOptional(),
    error: attemptError.exactOptional(),
  }),
);

/** What everybody who sees a message sees of it. */
export const messageFields = {
  id: id.meta({ description: 'Stays through dead-lettering.' }),
  exchange: z.string().meta({ description: 'Where it was published; empty: the default exchange.' }),
  routingKey: z.string(),
  publishedAt: instant,
  body: z.unknown().meta({ description: 'As bodyEncoding says.' }),
  bodyEncoding,
  bodyBytes: z.int().min(0),
  headers: fieldTable,
  properties,
  deaths: z.array(death).meta({ description: 'Newest first.' }),
};

export type MessageFields = z.output<z.ZodObject<typeof messageFields>>;
