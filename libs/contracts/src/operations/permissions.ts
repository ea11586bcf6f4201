import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf, pageQuery } from '../schema/page.js';
import { inVhost } from '../schema/scope.js';
import { name } from '../schema/values.js';

const pattern = z.string().meta({ description: "Regular expression over names, unanchored; '' permits nothing." });
const patterns = { configure: pattern, write: pattern, read: pattern };

const permissionInfo = named('Permission', z.strictObject({ user: z.string(), vhost: z.string(), ...patterns }));
const permissionRequest = named('PermissionRequest', z.strictObject(patterns));

const common = {
  tag: 'Permissions',
  path: '/v1/permissions/{user}',
  params: z.strictObject({ user: name }),
  query: inVhost,
} as const;

export const permissionOperations = {
  listPermissions: operation({
    ...{ id: 'listPermissions', method: 'GET', tag: common.tag, path: '/v1/permissions', summary: 'Permissions' },
    query: pageQuery.extend({ user: z.string().exactOptional(), vhost: z.string().exactOptional() }),
    responses: { 200: pageOf('PermissionPage', permissionInfo) },
  }),
  putPermission: operation({
    ...{ ...common, id: 'putPermission', method: 'PUT', summary: 'What a user may do in a virtual host' },
    body: permissionRequest,
    responses: { 200: permissionInfo },
    problems: ['user_not_found', 'vhost_not_found', 'invalid_argument'],
  }),
  deletePermission: operation({
    ...{ ...common, id: 'deletePermission', method: 'DELETE', summary: 'Take a user out of a virtual host' },
    responses: { 204: null },
    problems: ['user_not_found'],
  }),
};
