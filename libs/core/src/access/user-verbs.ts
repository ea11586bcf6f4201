import type { AccessVerbs } from './access-verbs.js';
import { BrokerError } from '../errors.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { AccessContext } from './access-context.js';
import { concerning } from './access-index.js';
import { checkName, checkPassword, checkPatterns, checkRole, invalid } from './access-checks.js';
import type { Role, User } from './model.js';

export type UserVerbs = Pick<
  AccessVerbs,
  'listUsers' | 'putUser' | 'deleteUser' | 'listPermissions' | 'putPermission' | 'deletePermission'
>;

/** Users and their permissions: for administrators only. */
export function createUserVerbs(context: AccessContext, hasher: PasswordHasher): UserVerbs {
  const { authorizer, current, store, change } = context;

  /** Without an administrator nobody could ever appoint one again. */
  const keepAnAdministrator = (name: string, role: Role): void => {
    const others = [...current().users.values()].filter((user) => user.name !== name && user.role === 'admin');
    if (role === 'admin' || others.length > 0 || current().users.get(name)?.role !== 'admin') return;
    throw new BrokerError('not_permitted', `user '${name}' is the last administrator`, {
      remedy: 'Make another user administrator first.',
    });
  };

  const hashOf = async (password: string | null): Promise<string | null> => {
    if (password === null) return null;
    checkPassword(password);
    return hasher.hash(password);
  };

  const requirePassword = (name: string): void => {
    if (current().users.has(name)) return;
    throw invalid(`user '${name}' is new and needs a password`, 'Give one, or null for a user who never logs in by a password.');
  };

  return {
    async listUsers(session) {
      authorizer.requireRole(session, 'admin');
      return [...current().users.values()].map(withoutHash);
    },

    async putUser(session, { name, password, role, loopbackOnly = false, impersonator = false }) {
      authorizer.requireRole(session, 'admin');
      checkName('user name', name);
      checkRole(role);
      keepAnAdministrator(name, role);
      if (password === undefined) requirePassword(name);
      // A password that stays is kept by the store: what is known of it here may be older.
      const secret = password === undefined ? {} : { passwordHash: await hashOf(password) };
      await change(() => store.putUser({ name, ...secret, role, loopbackOnly, impersonator }));
    },

    async deleteUser(session, name) {
      authorizer.requireRole(session, 'admin');
      keepAnAdministrator(name, 'none');
      if (!(await change(() => store.deleteUser(name)))) throw userNotFound(name);
    },

    async listPermissions(session, filter) {
      authorizer.requireRole(session, 'admin');
      return concerning(current().permissions, filter);
    },

    async putPermission(session, permission) {
      authorizer.requireRole(session, 'admin');
      context.requireUser(permission.user);
      context.requireVhost(permission.vhost);
      checkPatterns(permission);
      await change(() => store.putPermission(permission));
    },

    async deletePermission(session, user, vhost) {
      authorizer.requireRole(session, 'admin');
      context.requireUser(user);
      await change(() => store.deletePermission(user, vhost));
    },
  };
}

function withoutHash({ passwordHash: _, ...user }: User): Omit<User, 'passwordHash'> {
  return user;
}

export function userNotFound(name: string): BrokerError {
  return new BrokerError('user_not_found', `user '${name}' not found`);
}
