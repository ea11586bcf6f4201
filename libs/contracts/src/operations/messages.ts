import { z } from 'zod';
import { operation } from '../operation.js';
import { attemptError, messageFields } from '../schema/message.js';
import { named } from '../schema/named.js';
import { pageOf } from '../schema/page.js';
import { inVhost, pageInVhost, queueParams } from '../schema/scope.js';
import { id, instant } from '../schema/values.js';

const state = z.enum(['ready', 'unacked', 'delayed']);

export const peekedFields = {
  state,
  attempts: z.int().min(0).meta({ description: 'Failed ones.' }),
  redelivered: z.boolean(),
  priority: z.int(),
  availableAt: instant.nullable(),
  expiresAt: instant.nullable(),
  ...messageFields,
  isBodyCut: z.boolean().meta({ description: 'body holds its beginning only; bodyBytes says how many bytes there are.' }),
};

const bodyForm = z.enum(['value', 'text']).default('value').meta({
  description: 'text: JSON, too, is handed on as the text that it came as, which takes less of the broker and of who reads it.',
});

/** How a list shows bodies. */
export const listedBodies = {
  bodyLimit: z.coerce.number().int().min(0).exactOptional().meta({ description: 'Bytes of each body at most; all by default.' }),
  bodyForm,
};

const peeked = named('PeekedMessage', z.strictObject(peekedFields));

export const attempt = named(
  'Attempt',
  z.strictObject({
    number: z.int().min(1),
    consumer: z.string(),
    startedAt: instant,
    endedAt: instant,
    outcome: z.enum(['retry', 'reject', 'timeout', 'lease_lost']),
    error: attemptError.nullable(),
    errorGroup: id.nullable().meta({ description: 'Null when the lease ended by itself.' }),
  }),
);

const attemptList = named('AttemptList', z.strictObject({ items: z.array(attempt) }));

const common = { method: 'GET', tag: 'Messages', problems: ['vhost_not_found', 'queue_not_found'] } as const;
const messageParams = queueParams.extend({ message: id });

export const messageOperations = {
  peekMessages: operation({
    mayBeStale: true,
    ...{ ...common, id: 'peekMessages', path: '/v1/queues/{queue}/messages', summary: 'Look at messages without taking them' },
    description: 'A page ends early when its bodies, whole, exceed 8 MiB.',
    params: queueParams,
    query: pageInVhost.extend({ state: state.exactOptional(), ...listedBodies }),
    responses: { 200: pageOf('PeekedMessagePage', peeked) },
  }),
  getMessage: operation({
    mayBeStale: true,
    ...{ ...common, id: 'getMessage', path: '/v1/queues/{queue}/messages/{message}', summary: 'One message with its whole body' },
    params: messageParams,
    query: inVhost.extend({ bodyForm }),
    responses: { 200: peeked },
    problems: [...common.problems, 'message_not_found'],
  }),
  listAttempts: operation({
    mayBeStale: true,
    ...{ ...common, id: 'listAttempts', path: '/v1/queues/{queue}/messages/{message}/attempts' },
    summary: 'Failed attempts of a message, oldest first',
    params: messageParams,
    query: inVhost,
    responses: { 200: attemptList },
  }),
};
