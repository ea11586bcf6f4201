import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf, pageQuery } from '../schema/page.js';
import { instant, name } from '../schema/values.js';
import { role } from './users.js';

const info = {
  id: z.string(),
  user: z.string(),
  role,
  description: z.string(),
  prefix: z.string().meta({ description: 'What the token begins with, to know it again.' }),
  vhosts: z.array(z.string()).nullable().meta({ description: 'Good for these alone; null: for all that the user may use.' }),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable().meta({ description: 'To the minute; null: never.' }),
};

const tokenInfo = named('Token', z.strictObject(info));

const tokenRequest = named(
  'TokenRequest',
  z.strictObject({
    user: name.exactOptional().meta({ description: 'Default: who is logged in.' }),
    role: role.meta({ description: 'At most the role of the user.' }),
    description: z.string().max(1000).default(''),
    vhosts: z.array(z.string().min(1)).min(1).max(100).nullable().default(null).meta({
      description: 'Good for these virtual hosts alone, and then at most as an operator. Default: for all that the user may use.',
    }),
    expiresAt: instant.nullable().default(null),
  }),
);

const createdToken = named(
  'CreatedToken',
  z.strictObject({ token: z.string().meta({ description: 'Shown this once and never again.' }), ...info }),
);

const common = { tag: 'Tokens', path: '/v1/tokens' } as const;

export const tokenOperations = {
  listTokens: operation({
    ...{ ...common, id: 'listTokens', method: 'GET', summary: "API tokens: one's own; an administrator sees all" },
    query: pageQuery,
    responses: { 200: pageOf('TokenPage', tokenInfo) },
  }),
  createToken: operation({
    ...{ ...common, id: 'createToken', method: 'POST', summary: 'Create an API token' },
    body: tokenRequest,
    responses: { 201: createdToken },
    problems: ['user_not_found', 'vhost_not_found', 'invalid_argument', 'not_permitted'],
  }),
  deleteToken: operation({
    ...{ ...common, id: 'deleteToken', method: 'DELETE', path: '/v1/tokens/{token}', summary: 'Revoke an API token' },
    params: z.strictObject({ token: name }),
    responses: { 204: null },
    problems: ['token_not_found'],
  }),
};
