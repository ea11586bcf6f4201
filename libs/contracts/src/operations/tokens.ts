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
  createdAt: instant,
  expiresAt: instant.nullable(),
};

const tokenInfo = named('Token', z.strictObject(info));

const tokenRequest = named(
  'TokenRequest',
  z.strictObject({
    user: name.exactOptional().meta({ description: 'Default: who is logged in.' }),
    role: role.meta({ description: 'At most the role of the user.' }),
    description: z.string().max(1000).default(''),
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
    problems: ['user_not_found', 'invalid_argument'],
  }),
  deleteToken: operation({
    ...{ ...common, id: 'deleteToken', method: 'DELETE', path: '/v1/tokens/{token}', summary: 'Revoke an API token' },
    params: z.strictObject({ token: name }),
    responses: { 204: null },
    problems: ['token_not_found'],
  }),
};
