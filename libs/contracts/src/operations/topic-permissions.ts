import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf, pageQuery } from '../schema/page.js';
import { inVhost } from '../schema/scope.js';
import { name } from '../schema/values.js';

const pattern = z.string().meta({
  description: 'Regular expression over routing keys, unanchored; {username} and {vhost} stand for the names.',
});
const patterns = { write: pattern, read: pattern };

const topicPermissionInfo = named(
  'TopicPermission',
  z.strictObject({ user: z.string(), vhost: z.string(), exchange: z.string(), ...patterns }),
);
const topicPermissionRequest = named('TopicPermissionRequest', z.strictObject(patterns));

const common = {
  tag: 'Permissions',
  path: '/v1/topic-permissions/{user}/{exchange}',
  params: z.strictObject({ user: name, exchange: name }),
  query: inVhost,
} as const;

export const topicPermissionOperations = {
  listTopicPermissions: operation({
    ...{
      id: 'listTopicPermissions',
      method: 'GET',
      tag: common.tag,
      path: '/v1/topic-permissions',
      summary: 'Topic permissions',
    },
    query: pageQuery.extend({ user: z.string().exactOptional(), vhost: z.string().exactOptional() }),
    responses: { 200: pageOf('TopicPermissionPage', topicPermissionInfo) },
  }),
  putTopicPermission: operation({
    ...{ ...common, id: 'putTopicPermission', method: 'PUT' },
    summary: 'Which routing keys of a topic exchange a user may publish with and bind with',
    body: topicPermissionRequest,
    responses: { 200: topicPermissionInfo },
    problems: ['user_not_found', 'vhost_not_found', 'invalid_argument'],
  }),
  deleteTopicPermission: operation({
    ...{ ...common, id: 'deleteTopicPermission', method: 'DELETE', summary: 'Let a user use every routing key of an exchange' },
    responses: { 204: null },
    problems: ['user_not_found', 'permission_not_found'],
  }),
};
