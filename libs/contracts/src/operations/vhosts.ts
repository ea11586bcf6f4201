import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf, pageQuery } from '../schema/page.js';
import { name } from '../schema/values.js';

const limit = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .nullable();
const limits = {
  maxConnections: limit.meta({ description: 'Over all brokers. Null: any number.' }),
  maxQueues: limit.meta({ description: 'Null: any number.' }),
};

const vhostInfo = named('Vhost', z.strictObject({ name, description: z.string(), ...limits }));
const vhostLimits = named('VhostLimits', z.strictObject(limits));
const vhostRequest = named('VhostRequest', z.strictObject({ description: z.string().max(1000).default('') }));

const common = { tag: 'Virtual hosts', path: '/v1/vhosts/{vhost}', params: z.strictObject({ vhost: name }) } as const;

export const vhostOperations = {
  listVhosts: operation({
    ...{ id: 'listVhosts', method: 'GET', tag: common.tag, path: '/v1/vhosts', summary: 'Virtual hosts' },
    query: pageQuery,
    responses: { 200: pageOf('VhostPage', vhostInfo) },
  }),
  getVhost: operation({
    ...{ ...common, id: 'getVhost', method: 'GET', summary: 'One virtual host' },
    responses: { 200: vhostInfo },
    problems: ['vhost_not_found'],
  }),
  createVhost: operation({
    ...{ ...common, id: 'createVhost', method: 'PUT', summary: 'Create a virtual host' },
    body: vhostRequest,
    responses: { 200: vhostInfo, 201: vhostInfo },
    problems: ['invalid_argument'],
  }),
  setVhostLimits: operation({
    ...{ ...common, id: 'setVhostLimits', method: 'PUT', path: '/v1/vhosts/{vhost}/limits' },
    summary: 'How many connections and queues a virtual host may have',
    body: vhostLimits,
    responses: { 200: vhostInfo },
    problems: ['vhost_not_found', 'invalid_argument'],
  }),
  deleteVhost: operation({
    ...{ ...common, id: 'deleteVhost', method: 'DELETE', summary: 'Delete a virtual host with everything in it' },
    responses: { 204: null },
    problems: ['vhost_not_found', 'not_permitted'],
  }),
};
