import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf } from '../schema/page.js';
import { exchangeParams, inVhost, pageInVhost } from '../schema/scope.js';
import { fieldTable, flag } from '../schema/values.js';

const exchangeType = z.enum(['direct', 'fanout', 'topic', 'headers', 'x-delayed-message']).meta({
  description: 'x-delayed-message routes as the type that its argument x-delayed-type names.',
});

const exchangeInfo = named(
  'Exchange',
  z.strictObject({
    vhost: z.string(),
    name: z.string().meta({ description: 'amq.default is the default exchange.' }),
    type: exchangeType,
    durable: z.boolean(),
    autoDelete: z.boolean(),
    internal: z.boolean(),
    arguments: fieldTable,
  }),
);

const exchangeRequest = named(
  'ExchangeRequest',
  z.strictObject({
    type: exchangeType,
    durable: z.boolean().default(true),
    autoDelete: z.boolean().default(false),
    internal: z.boolean().default(false),
    arguments: fieldTable.default({}),
  }),
);

const common = { tag: 'Exchanges', path: '/v1/exchanges/{exchange}', params: exchangeParams, query: inVhost } as const;

export const exchangeOperations = {
  listExchanges: operation({
    ...{ id: 'listExchanges', method: 'GET', tag: common.tag, path: '/v1/exchanges', summary: 'Exchanges of a virtual host' },
    query: pageInVhost,
    responses: { 200: pageOf('ExchangePage', exchangeInfo) },
    problems: ['vhost_not_found'],
  }),
  getExchange: operation({
    ...{ ...common, id: 'getExchange', method: 'GET', summary: 'One exchange' },
    responses: { 200: exchangeInfo },
    problems: ['vhost_not_found', 'exchange_not_found'],
  }),
  declareExchange: operation({
    ...{ ...common, id: 'declareExchange', method: 'PUT', summary: 'Declare an exchange' },
    description: 'Creates it (201), or finds it with the same settings (200).',
    body: exchangeRequest,
    responses: { 200: exchangeInfo, 201: exchangeInfo },
    problems: ['vhost_not_found', 'inequivalent_argument', 'invalid_argument', 'reserved_name'],
  }),
  deleteExchange: operation({
    ...{ ...common, id: 'deleteExchange', method: 'DELETE', summary: 'Delete an exchange and its bindings' },
    query: inVhost.extend({ ifUnused: flag.default(false) }),
    responses: { 204: null },
    problems: ['vhost_not_found', 'exchange_not_found', 'in_use', 'reserved_name'],
  }),
};
