import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf, pageQuery } from '../schema/page.js';
import { name } from '../schema/values.js';

export const role = z.enum(['none', 'viewer', 'payload-viewer', 'operator', 'admin']);

const userInfo = named('User', z.strictObject({ name: z.string(), role, loopbackOnly: z.boolean(), impersonator: z.boolean() }));

const userRequest = named(
  'UserRequest',
  z.strictObject({
    password: z
      .string()
      .min(1)
      .max(1024)
      .nullable()
      .optional()
      .meta({ description: 'Null: no login by password, only by tokens. Left out: it stays as it is; a new user needs one.' }),
    role,
    loopbackOnly: z.boolean().default(false),
    impersonator: z.boolean().default(false).meta({ description: 'May publish messages with any user id.' }),
  }),
);

const identity = named('Identity', z.strictObject({ user: z.string(), role }));

const common = { tag: 'Users', path: '/v1/users/{user}', params: z.strictObject({ user: name }) } as const;

export const userOperations = {
  listUsers: operation({
    ...{ id: 'listUsers', method: 'GET', tag: common.tag, path: '/v1/users', summary: 'Users' },
    query: pageQuery,
    responses: { 200: pageOf('UserPage', userInfo) },
  }),
  getUser: operation({
    ...{ ...common, id: 'getUser', method: 'GET', summary: 'One user' },
    responses: { 200: userInfo },
    problems: ['user_not_found'],
  }),
  putUser: operation({
    ...{ ...common, id: 'putUser', method: 'PUT', summary: 'Create or change a user' },
    body: userRequest,
    responses: { 200: userInfo },
    problems: ['invalid_argument', 'not_permitted'],
  }),
  deleteUser: operation({
    ...{ ...common, id: 'deleteUser', method: 'DELETE', summary: 'Delete a user with its permissions and tokens' },
    responses: { 204: null },
    problems: ['user_not_found', 'not_permitted'],
  }),
  whoami: operation({
    ...{ id: 'whoami', method: 'GET', tag: common.tag, path: '/v1/whoami', summary: 'Who is logged in' },
    responses: { 200: identity },
  }),
};
