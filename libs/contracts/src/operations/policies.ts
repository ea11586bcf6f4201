import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf } from '../schema/page.js';
import { inVhost, pageInVhost } from '../schema/scope.js';
import { name } from '../schema/values.js';

const settings = {
  pattern: z.string().meta({ description: 'Regular expression over names, unanchored.' }),
  appliesTo: z.enum(['queues', 'exchanges', 'all']),
  priority: z.int().meta({ description: 'The matching policy with the highest priority counts.' }),
  definition: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).meta({ description: 'Arguments without x-.' }),
};

const policyInfo = named('Policy', z.strictObject({ vhost: z.string(), name: z.string(), ...settings }));

const policyRequest = named(
  'PolicyRequest',
  z.strictObject({ ...settings, appliesTo: settings.appliesTo.default('all'), priority: settings.priority.default(0) }),
);

const common = {
  tag: 'Policies',
  path: '/v1/policies/{policy}',
  params: z.strictObject({ policy: name }),
  query: inVhost,
} as const;

export const policyOperations = {
  listPolicies: operation({
    ...{ id: 'listPolicies', method: 'GET', tag: common.tag, path: '/v1/policies', summary: 'Policies of a virtual host' },
    query: pageInVhost,
    responses: { 200: pageOf('PolicyPage', policyInfo) },
    problems: ['vhost_not_found'],
  }),
  getPolicy: operation({
    ...{ ...common, id: 'getPolicy', method: 'GET', summary: 'One policy' },
    responses: { 200: policyInfo },
    problems: ['vhost_not_found', 'policy_not_found'],
  }),
  putPolicy: operation({
    ...{ ...common, id: 'putPolicy', method: 'PUT', summary: 'Set a policy' },
    body: policyRequest,
    responses: { 200: policyInfo },
    problems: ['vhost_not_found', 'invalid_argument'],
  }),
  deletePolicy: operation({
    ...{ ...common, id: 'deletePolicy', method: 'DELETE', summary: 'Delete a policy' },
    responses: { 204: null },
    problems: ['vhost_not_found', 'policy_not_found'],
  }),
};
