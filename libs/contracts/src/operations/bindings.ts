import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf } from '../schema/page.js';
import { inVhost, pageInVhost } from '../schema/scope.js';
import { fieldTable, id, name, shortString } from '../schema/values.js';

const destinationKind = z.enum(['queue', 'exchange']);

const bindingInfo = named(
  'Binding',
  z.strictObject({
    id,
    vhost: z.string(),
    source: z.string().meta({ description: 'The exchange that routes.' }),
    destinationKind,
    destination: z.string(),
    routingKey: z.string(),
    arguments: fieldTable,
  }),
);

const bindingRequest = named(
  'BindingRequest',
  z.strictObject({
    source: name,
    destinationKind: destinationKind.default('queue'),
    destination: name,
    routingKey: shortString.default(''),
    arguments: fieldTable.default({}),
  }),
);

const common = {
  tag: 'Bindings',
  path: '/v1/bindings/{binding}',
  params: z.strictObject({ binding: id }),
  query: inVhost,
} as const;

export const bindingOperations = {
  listBindings: operation({
    ...{ id: 'listBindings', method: 'GET', tag: common.tag, path: '/v1/bindings', summary: 'Bindings of a virtual host' },
    query: pageInVhost.extend({
      source: z.string().exactOptional(),
      destination: z.string().exactOptional(),
      destinationKind: destinationKind.exactOptional(),
    }),
    responses: { 200: pageOf('BindingPage', bindingInfo) },
    problems: ['vhost_not_found'],
  }),
  getBinding: operation({
    ...{ ...common, id: 'getBinding', method: 'GET', summary: 'One binding' },
    responses: { 200: bindingInfo },
    problems: ['vhost_not_found', 'binding_not_found'],
  }),
  bind: operation({
    ...{
      id: 'bind',
      method: 'POST',
      tag: common.tag,
      path: '/v1/bindings',
      summary: 'Bind a queue or an exchange to an exchange',
    },
    description: 'Creates the binding (201), or finds it (200): a repetition changes nothing.',
    query: inVhost,
    body: bindingRequest,
    responses: { 200: bindingInfo, 201: bindingInfo },
    problems: [
      'vhost_not_found',
      'exchange_not_found',
      'queue_not_found',
      'invalid_argument',
      'reserved_name',
      'resource_locked',
    ],
  }),
  unbind: operation({
    ...{ ...common, id: 'unbind', method: 'DELETE', summary: 'Delete a binding' },
    responses: { 204: null },
    problems: ['vhost_not_found', 'binding_not_found', 'resource_locked'],
  }),
};
