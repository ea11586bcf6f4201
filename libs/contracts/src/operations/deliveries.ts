import { z } from 'zod';
import { operation } from '../operation.js';
import { problem } from '../problem.js';
import { attemptError, messageFields } from '../schema/message.js';
import { named } from '../schema/named.js';
import { inVhost, queueParams } from '../schema/scope.js';
import { delayMs, instant, leaseMs, waitMs } from '../schema/values.js';

const receiveRequest = named(
  'ReceiveRequest',
  z.strictObject({
    max: z.int().min(1).max(1_000).default(1),
    waitMs: waitMs.default(0).meta({ description: 'Wait this long for the first message.' }),
    leaseMs: leaseMs.default(30_000).meta({ description: 'They are yours for this long; then they are delivered again.' }),
    autoAck: z.boolean().default(false).meta({ description: 'Acknowledged as they are received: the tokens are void.' }),
  }),
);

const token = z.string().min(1).meta({ description: 'Opaque; names one delivery until its lease ends.' });

const received = named(
  'ReceivedMessage',
  z.strictObject({
    token,
    attempt: z.int().min(1),
    redelivered: z.boolean(),
    leasedUntil: instant,
    ...messageFields,
  }),
);

const receivedMessages = named('ReceivedMessages', z.strictObject({ messages: z.array(received) }));

const settlement = named(
  'Settlement',
  z.strictObject({
    token,
    outcome: z.enum(['ack', 'release', 'retry', 'reject']).meta({
      description: 'ack: done. release: back, no attempt burnt. retry: a failed attempt. reject: no retry, dead letter.',
    }),
    delayMs: delayMs.exactOptional().meta({ description: 'retry and release: deliver again after this long.' }),
    error: attemptError.exactOptional(),
  }),
);

const settleRequest = named('SettleRequest', z.strictObject({ settlements: z.array(settlement).min(1).max(1_000) }));

const settleResults = named(
  'SettleResults',
  z.strictObject({
    results: z
      .array(z.union([z.strictObject({ status: z.literal(200) }), z.strictObject({ status: z.int().min(400), problem })]))
      .meta({ description: 'In the order of the settlements.' }),
  }),
);

const extendRequest = named('ExtendRequest', z.strictObject({ token, leaseMs }));
const extension = named('Extension', z.strictObject({ leasedUntil: instant }));

const common = { method: 'POST', tag: 'Deliveries', params: queueParams, query: inVhost } as const;
const problems = ['vhost_not_found', 'queue_not_found', 'resource_locked'] as const;

export const deliveryOperations = {
  receive: operation({
    ...{ ...common, id: 'receive', path: '/v1/queues/{queue}/deliveries', summary: 'Receive messages' },
    body: receiveRequest.prefault({}),
    responses: { 200: receivedMessages },
    problems,
  }),
  settle: operation({
    ...{ ...common, id: 'settle', path: '/v1/queues/{queue}/settlements', summary: 'Settle deliveries' },
    description: 'A result for each: 200 when all are settled, else 207.',
    body: settleRequest,
    responses: { 200: settleResults, 207: settleResults },
    problems,
  }),
  extendLease: operation({
    ...{ ...common, id: 'extendLease', path: '/v1/queues/{queue}/extensions', summary: 'Extend a lease' },
    description: 'The lease is shared by the messages of one receive.',
    body: extendRequest,
    responses: { 200: extension },
    problems: [...problems, 'lease_lost', 'invalid_argument'],
  }),
};
