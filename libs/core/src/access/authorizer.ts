import { BrokerError } from '../errors.js';
import { routingTypeOf } from '../topology/exchange-type.js';
import type { Exchange } from '../topology/model.js';
import { lowerRole, reaches, type AccessIndex } from './access-index.js';
import type { Role } from './model.js';
import type { Session } from './session.js';

export type AccessAction = 'configure' | 'write' | 'read';
export type ResourceKind = 'queue' | 'exchange';

/** access_refused for a routing key that the user may not use. */
export type TopicCheck = (routingKey: string) => void;

/**
 * What a session may do. Every method returns when it may and throws access_refused when it may not.
 * Decided by the user as it is now: a role or permission taken away binds open connections too.
 */
export interface Authorizer {
  /** Moves whenever an answer may have changed; for those who remember answers. */
  readonly version: number;
  /** By the user's patterns for the virtual host; viewer and payload-viewer are read-only accounts and are refused. */
  authorize(session: Session, vhost: string, action: AccessAction, resource: string, kind?: ResourceKind): void;
  /**
   * For the routing keys of a topic exchange, by the user's topic permission for it. Null when every one will do: it is of another type,
   * or there is no such permission. Holds as long as `version` stays.
   */
  topicCheck(session: Session, exchange: Exchange, action: 'write' | 'read'): TopicCheck | null;
  requireRole(session: Session, role: Role): void;
  /** An admin, or a user with any permission row for it; a token also has to be for it. */
  requireVhost(session: Session, vhost: string): void;
  /** Looking at payloads without taking them: role payload-viewer or above, and the read pattern matches. */
  authorizePeek(session: Session, vhost: string, queue: string): void;
  /** May publish with a user id that is not its own. */
  isImpersonator(session: Session): boolean;
}

const readOnlyRoles: readonly Role[] = ['viewer', 'payload-viewer'];

export function createAuthorizer(current: () => AccessIndex): Authorizer {
  const roleOf = (session: Session): Role | null => {
    const user = current().users.get(session.user);
    return user === undefined ? null : lowerRole(user.role, session.role);
  };

  /** Both count: a token of role none that a read-only account made for itself may do no more than the account. */
  const isReadOnly = (session: Session): boolean => {
    const user = current().users.get(session.user);
    return user === undefined || readOnlyRoles.includes(user.role) || readOnlyRoles.includes(session.role);
  };

  const isWithin = ({ vhosts }: Session, vhost: string): boolean => vhosts === undefined || vhosts.includes(vhost);

  const matches = (session: Session, vhost: string, action: AccessAction, name: string): boolean =>
    isWithin(session, vhost) && (current().permissionOf(session.user, vhost)?.[action]?.test(name) ?? false);

  const requireRole = (session: Session, least: Role): void => {
    const role = roleOf(session);
    if (role !== null && reaches(role, least)) return;
    throw refused(`role '${least}' is needed, user '${session.user}' has ${role === null ? 'been deleted' : `'${role}'`}`);
  };

  return {
    get version() {
      return current().version;
    },

    authorize(session, vhost, action, resource, kind = 'queue') {
      const name = kind === 'exchange' && resource === '' ? 'amq.default' : resource;
      if (!isReadOnly(session) && matches(session, vhost, action, name)) return;
      throw refused(`${action} access to ${kind} '${name}' in vhost '${vhost}' refused for user '${session.user}'`);
    },

    topicCheck({ user }, exchange, action) {
      const { vhost, name } = exchange;
      const permission = routingTypeOf(exchange) === 'topic' ? current().topicPermissionOf(user, vhost, name) : undefined;
      if (permission === undefined) return null;
      return (routingKey) => {
        if (permission[action]?.test(routingKey) === true) return;
        throw refused(
          `${action} access to topic '${routingKey}' in exchange '${name}' in vhost '${vhost}' refused for user '${user}'`,
        );
      };
    },

    requireRole,

    requireVhost(session, vhost) {
      const role = isWithin(session, vhost) ? roleOf(session) : null;
      if (role === 'admin') return;
      if (role !== null && current().permissionOf(session.user, vhost) !== undefined) return;
      throw refused(`access to vhost '${vhost}' refused for user '${session.user}'`);
    },

    authorizePeek(session, vhost, queue) {
      requireRole(session, 'payload-viewer');
      if (matches(session, vhost, 'read', queue)) return;
      throw refused(`read access to queue '${queue}' in vhost '${vhost}' refused for user '${session.user}'`);
    },

    isImpersonator(session) {
      return current().users.get(session.user)?.impersonator ?? false;
    },
  };
}

function refused(message: string): BrokerError {
  return new BrokerError('access_refused', message, { remedy: 'An administrator can grant the role or permission.' });
}
