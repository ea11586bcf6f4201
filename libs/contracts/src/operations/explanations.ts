import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { exchangeParams, inVhost, queueParams } from '../schema/scope.js';
import { fieldTable, id, instant, shortString } from '../schema/values.js';

const imagined = named(
  'ImaginedPublication',
  z.strictObject({ routingKey: shortString.default(''), headers: fieldTable.default({}) }),
);

const explainedBinding = z.strictObject({
  id,
  destinationKind: z.enum(['queue', 'exchange']),
  destination: z.string(),
  routingKey: z.string(),
  arguments: fieldTable,
  matches: z.boolean(),
  reason: z.string().nullable().meta({ description: 'Why it does not match.' }),
});

const routeStep = named(
  'RouteStep',
  z.strictObject({
    exchange: z.string(),
    type: z.enum(['direct', 'fanout', 'topic', 'headers', 'x-delayed-message']),
    by: z.enum(['publish', 'binding', 'alternate-exchange']).meta({ description: 'How the message came here.' }),
    bindings: z.array(explainedBinding).meta({ description: 'Those that match first, at most 200 in all.' }),
    omitted: z.int().min(0).meta({ description: 'Bindings that do not match and are not told.' }),
    alternate: z.string().nullable().meta({ description: 'Where it went on because nothing here matched.' }),
  }),
);

const routeExplanation = named('RouteExplanation', z.strictObject({ queues: z.array(z.string()), steps: z.array(routeStep) }));

const count = z.int().min(0);
const consumer = z.string();

export const deliveryReason = named(
  'DeliveryReason',
  z.discriminatedUnion('code', [
    z.strictObject({
      code: z.literal('paused'),
      author: z.string(),
      reason: z.string(),
      since: instant,
      until: instant.nullable(),
    }),
    z.strictObject({ code: z.literal('scheduled'), until: instant }),
    z.strictObject({ code: z.literal('backoff'), until: instant, attempts: count }),
    z.strictObject({ code: z.literal('leased'), consumer, since: instant }),
    z.strictObject({ code: z.literal('received'), until: instant }),
    z.strictObject({ code: z.literal('ahead') }),
    z.strictObject({ code: z.literal('leased_elsewhere'), broker: z.string() }),
    z.strictObject({ code: z.literal('no_consumer') }),
    z.strictObject({ code: z.literal('no_active_consumer'), consumers: count }),
    z.strictObject({ code: z.literal('prefetch_full'), consumer, unacked: count }),
    z.strictObject({ code: z.literal('consumers_elsewhere'), consumers: count }),
    z.strictObject({ code: z.literal('next') }),
  ]),
);

const deliveryExplanation = named(
  'DeliveryExplanation',
  z.strictObject({
    message: id,
    state: z.enum(['ready', 'unacked', 'delayed']),
    attempts: count,
    reasons: z.array(deliveryReason).min(1),
  }),
);

export const explanationOperations = {
  explainRoute: operation({
    ...{ id: 'explainRoute', method: 'POST', tag: 'Explanations', path: '/v1/exchanges/{exchange}/explanations' },
    summary: 'Where a message would go, and which bindings do not match and why',
    description: 'Publishes nothing.',
    params: exchangeParams,
    query: inVhost,
    body: imagined.prefault({}),
    responses: { 200: routeExplanation },
    problems: ['vhost_not_found', 'exchange_not_found', 'invalid_message'],
  }),
  explainDelivery: operation({
    ...{ id: 'explainDelivery', method: 'GET', tag: 'Explanations', path: '/v1/queues/{queue}/messages/{message}/explanation' },
    summary: 'Why a message is not delivered now',
    params: queueParams.extend({ message: id }),
    query: inVhost,
    responses: { 200: deliveryExplanation },
    problems: ['vhost_not_found', 'queue_not_found', 'message_not_found'],
  }),
};
