import { z } from 'zod';
import { operation } from '../operation.js';
import { attemptError, deathReason } from '../schema/message.js';
import { named } from '../schema/named.js';
import { inVhost } from '../schema/scope.js';
import { id, instant } from '../schema/values.js';
import { deliveryReason } from './explanations.js';
import { attempt } from './messages.js';
import { searchState } from './search.js';

const at = instant.nullable().meta({ description: 'Null: not known.' });
const queue = z.string();

const lifeEvent = named(
  'LifeEvent',
  z.discriminatedUnion('kind', [
    z.strictObject({
      ...{ kind: z.literal('published'), at, exchange: z.string(), routingKey: z.string() },
      persistent: z.boolean(),
      userId: z.string().nullable().meta({ description: 'As the publisher has set it.' }),
      appId: z.string().nullable(),
    }),
    z.strictObject({ kind: z.literal('routed'), at, queue }),
    attempt.extend({ kind: z.literal('attempt'), at, queue }),
    z.strictObject({
      ...{ kind: z.literal('died'), at, queue, reason: deathReason },
      count: z.int().min(1).meta({ description: 'Deaths of this reason there; at is the first one.' }),
      error: attemptError.nullable().meta({ description: 'Of the last one.' }),
      errorGroup: id.nullable(),
    }),
    z.strictObject({
      ...{ kind: z.enum(['redriven', 'moved', 'removed', 'left']), at, operation: id },
      by: z.string(),
      from: z.string().meta({ description: 'Queue that it lay in.' }),
      to: z.string().nullable().meta({ description: 'Queue that it went to; null: not known, or nowhere.' }),
      detail: z.string().nullable().meta({ description: 'Of left: why.' }),
    }),
  ]),
);

const copy = named(
  'MessageCopy',
  z.strictObject({
    ...{ queue, state: searchState, position: id },
    attempts: z.int().min(0),
    redelivered: z.boolean(),
    publishedAt: instant.meta({ description: 'When it came to this queue, for a dead letter.' }),
    availableAt: instant.nullable(),
    expiresAt: instant.nullable(),
    origin: z.string().nullable(),
    reasons: z.array(deliveryReason).min(1).meta({ description: 'Why it is not delivered at this moment.' }),
  }),
);

const life = named(
  'MessageLife',
  z.strictObject({
    id,
    vhost: z.string(),
    holding: z
      .enum(['held', 'gone', 'unknown'])
      .meta({ description: 'gone: in no queue any more. unknown: not found among the messages that were looked at.' }),
    summary: z.string().meta({ description: 'The same in a sentence.' }),
    copies: z.array(copy).meta({ description: 'Where it lies now.' }),
    events: z.array(lifeEvent).meta({ description: 'What is known of it, oldest first.' }),
    notKept: z.array(z.string()).meta({ description: 'What nobody has written down.' }),
    looked: z.int().min(0).meta({ description: 'Messages that were looked at to find its copies.' }),
    isComplete: z.boolean().meta({ description: 'No copy can have been missed.' }),
  }),
);

export const messageLifeOperations = {
  getMessageLife: operation({
    mayBeStale: true,
    ...{ id: 'getMessageLife', method: 'GET', tag: 'Messages', path: '/v1/messages/{message}/life' },
    summary: 'What has become of a message: published, routed, attempts, deaths, redrives, where it lies now',
    description:
      'Told from what is kept: the log, attempts (14 days), dead letters, operations. An acknowledgment leaves no record. ' +
      'A message that no queue ties to the virtual host is shown to administrators only.',
    params: z.strictObject({ message: id }),
    query: inVhost,
    responses: { 200: life },
    problems: ['vhost_not_found', 'message_not_found'],
  }),
};
