import type { AccessVerbs } from './access-verbs.js';
import { checkName, checkTopicPatterns } from './access-checks.js';
import type { AccessContext } from './access-context.js';
import { concerning } from './access-index.js';

export type TopicPermissionVerbs = Pick<AccessVerbs, 'listTopicPermissions' | 'putTopicPermission' | 'deleteTopicPermission'>;

/** Which routing keys of topic exchanges a user may use: for administrators only. */
export function createTopicPermissionVerbs(context: AccessContext): TopicPermissionVerbs {
  const { authorizer, current, store, change } = context;
  return {
    async listTopicPermissions(session, filter) {
      authorizer.requireRole(session, 'admin');
      return concerning(current().topicPermissions, filter);
    },

    async putTopicPermission(session, permission) {
      authorizer.requireRole(session, 'admin');
      context.requireUser(permission.user);
      context.requireVhost(permission.vhost);
      checkName('exchange name', permission.exchange);
      checkTopicPatterns(permission);
      await change(() => store.putTopicPermission(permission));
    },

    async deleteTopicPermission(session, user, vhost, exchange) {
      authorizer.requireRole(session, 'admin');
      context.requireUser(user);
      return change(() => store.deleteTopicPermission(user, vhost, exchange));
    },
  };
}
