import { z } from 'zod';
import { deathReason, messageFields } from './message.js';
import { named } from './named.js';
import { fieldTable, id, instant, shortString } from './values.js';

export const messageFilter = named(
  'MessageFilter',
  z
    .strictObject({
      messageId: id.exactOptional(),
      origin: shortString.exactOptional().meta({ description: 'Queue that it died in last.' }),
      reason: deathReason.exactOptional().meta({ description: 'Why it died last.' }),
      errorName: z.string().max(1_000).exactOptional().meta({ description: 'Of the error that it died of.' }),
      errorGroup: id.exactOptional().meta({ description: 'Of its last death.' }),
      publishedFrom: instant
        .exactOptional()
        .meta({ description: 'When it came to this queue: for a dead letter, when it died.' }),
      publishedBefore: instant.exactOptional(),
      headers: fieldTable.exactOptional().meta({ description: 'With exactly these values, as messages show them.' }),
      body: z
        .array(
          z.strictObject({
            pointer: z.string().max(1_000).meta({ description: 'JSON pointer (RFC 6901) into a body of JSON.' }),
            equals: z.unknown().meta({ description: 'Numbers are compared as doubles.' }),
          }),
        )
        .max(20)
        .exactOptional(),
    })
    .meta({ description: 'Messages that fulfil every condition given.' }),
);

export type MessageFilterJson = z.output<typeof messageFilter>;

const count = z.int().min(0);
const reasons = z.record(z.string(), count);

export const messageOperation = named(
  'MessageOperation',
  z.strictObject({
    id,
    kind: z.enum(['redrive', 'move', 'purge']),
    vhost: z.string(),
    queue: z.string().meta({ description: 'Where the messages lie.' }),
    filter: messageFilter,
    target: z
      .string()
      .nullable()
      .meta({ description: 'Queue that they go to; null: each to its origin, through exchange, or with a purge nowhere.' }),
    exchange: z.string().nullable().meta({ description: 'That they are published to again.' }),
    routingKey: z.string().nullable().meta({ description: 'For the exchange; null: the one that each had.' }),
    edited: z
      .strictObject({ body: z.boolean(), headers: z.array(z.string()) })
      .nullable()
      .meta({ description: 'What of the one message is made anew.' }),
    resetAttempts: z.boolean(),
    ratePerSecond: z.number().nullable(),
    canary: z.boolean(),
    failureShareMax: z.number().nullable(),
    author: z.string(),
    state: z.enum(['running', 'paused', 'aborted', 'completed']),
    stateReason: z.string().nullable().meta({ description: 'Who or what put it into that state.' }),
    cutoff: id.meta({ description: 'What came to the log later is never touched.' }),
    total: count.nullable().meta({ description: 'Messages in scope when it began; null: not counted yet.' }),
    moved: count.meta({ description: 'Or removed.' }),
    skipped: reasons.meta({ description: 'Left where they were, by reason.' }),
    left: count
      .nullable()
      .meta({ description: 'Of the total neither moved nor skipped; when it is completed: gone without it.' }),
    succeeded: count.meta({ description: 'Of those moved and followed: left their queue without a failed attempt.' }),
    failed: count.meta({ description: 'Of those moved and followed: had a failed attempt.' }),
    following: count.meta({ description: 'Moved and followed, and nothing known yet.' }),
    createdAt: instant,
    endedAt: instant.nullable(),
  }),
);

const judged = {
  messageId: id,
  verdict: z.enum([
    'will_be_delivered',
    'no_consumer',
    'delivery_paused',
    'will_be_removed',
    'held',
    'expired',
    'not_a_dead_letter',
    'no_route',
    'target_paused',
  ]),
  detail: z.string(),
  target: z.string().nullable(),
};

const message = z.strictObject(messageFields);

export const dryRun = named(
  'DryRun',
  z.strictObject({
    cutoff: id.meta({ description: 'To be sent with the request that follows, so that exactly this is meant.' }),
    totals: reasons.meta({ description: 'Messages by verdict.' }),
    items: z.array(z.strictObject(judged)).meta({ description: 'The first 1,000.' }),
    samples: z
      .array(z.strictObject({ ...judged, before: message, after: message.nullable() }))
      .meta({ description: 'The first 5, whole, before and after.' }),
    reads: count.meta({ description: 'Messages looked at.' }),
    isComplete: z.boolean().meta({ description: 'The whole scope was looked at; a dry run ends after 50,000 messages.' }),
  }),
);

export const reportItem = named(
  'ReportItem',
  z.strictObject({
    messageId: id,
    outcome: z.enum(['skipped', 'failed']),
    reason: z.string(),
    detail: z.string(),
    at: instant,
  }),
);
