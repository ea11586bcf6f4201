import { describe, expect, it } from 'vitest';
import { BrokerError } from '../errors.js';
import { indexAccess } from './access-index.js';
import { createAuthorizer, type Authorizer } from './authorizer.js';
import { roles, type Permission, type Role } from './model.js';

const session = (role: Role, user: string = role) => ({ user, role });

function authorizerWith(patterns: Partial<Permission> = {}): Authorizer {
  const users = roles.map((role) => ({ name: role, passwordHash: null, role, loopbackOnly: false, impersonator: false }));
  const permissions = roles.map((user) => ({ user, vhost: '/', configure: '^c-', write: 'w', read: '', ...patterns }));
  const index = indexAccess({ version: 1, users, permissions, topicPermissions: [], tokens: [] });
  return createAuthorizer(() => index);
}

function refusal(call: () => void): string | null {
  try {
    call();
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(BrokerError);
    expect((error as BrokerError).code).toBe('access_refused');
    return (error as BrokerError).message;
  }
}

describe('authorize', () => {
  it('matches unanchored patterns, each for its own action', () => {
    const authorizer = authorizerWith();
    expect(refusal(() => authorizer.authorize(session('none'), '/', 'configure', 'c-orders'))).toBeNull();
    expect(refusal(() => authorizer.authorize(session('none'), '/', 'write', 'answers'))).toBeNull();
    expect(refusal(() => authorizer.authorize(session('none'), '/', 'configure', 'orders'))).toBe(
      "configure access to queue 'orders' in vhost '/' refused for user 'none'",
    );
  });

  it('permits nothing by an empty pattern', () => {
    expect(refusal(() => authorizerWith().authorize(session('admin'), '/', 'read', ''))).not.toBeNull();
  });

  it('permits nothing by a pattern that cannot be compiled', () => {
    const authorizer = authorizerWith({ read: '(' });
    expect(refusal(() => authorizer.authorize(session('admin'), '/', 'read', '('))).not.toBeNull();
  });

  it('permits nothing in a virtual host without a permission, to an administrator neither', () => {
    expect(refusal(() => authorizerWith().authorize(session('admin'), 'other', 'write', 'w'))).toBe(
      "write access to queue 'w' in vhost 'other' refused for user 'admin'",
    );
  });

  it('checks the default exchange under the name amq.default', () => {
    expect(
      refusal(() => authorizerWith({ write: '^amq\\.default$' }).authorize(session('none'), '/', 'write', '', 'exchange')),
    ).toBeNull();
    expect(refusal(() => authorizerWith().authorize(session('none'), '/', 'write', '', 'exchange'))).toBe(
      "write access to exchange 'amq.default' in vhost '/' refused for user 'none'",
    );
  });

  it.each(['viewer', 'payload-viewer'] as const)('refuses the read-only role %s every action', (role) => {
    const authorizer = authorizerWith({ configure: '.*', write: '.*', read: '.*' });
    for (const action of ['configure', 'write', 'read'] as const) {
      expect(refusal(() => authorizer.authorize(session(role), '/', action, 'q'))).not.toBeNull();
    }
  });

  it.each(['viewer', 'payload-viewer'])('refuses a token of role none that the read-only %s made for itself', (user) => {
    const authorizer = authorizerWith({ configure: '.*', write: '.*', read: '.*' });
    expect(refusal(() => authorizer.authorize(session('none', user), '/', 'write', 'q'))).not.toBeNull();
  });

  it('refuses a user that has been deleted since it logged in', () => {
    expect(refusal(() => authorizerWith().authorize(session('admin', 'gone'), '/', 'write', 'w'))).not.toBeNull();
  });
});

describe('roles', () => {
  it('are ordered', () => {
    const authorizer = authorizerWith();
    const allowed = roles.map((held) =>
      roles.filter((least) => refusal(() => authorizer.requireRole(session(held), least)) === null),
    );
    expect(allowed).toEqual(roles.map((_, index) => roles.slice(0, index + 1)));
  });

  it('are the lower of the session’s and the user’s own', () => {
    const authorizer = authorizerWith();
    expect(refusal(() => authorizer.requireRole({ user: 'admin', role: 'viewer' }, 'operator'))).toBe(
      "role 'operator' is needed, user 'admin' has 'viewer'",
    );
    expect(refusal(() => authorizer.requireRole({ user: 'viewer', role: 'admin' }, 'operator'))).not.toBeNull();
  });
});

describe('requireVhost', () => {
  it('lets an administrator in anywhere and others where they have a permission', () => {
    const authorizer = authorizerWith();
    expect(refusal(() => authorizer.requireVhost(session('admin'), 'other'))).toBeNull();
    expect(refusal(() => authorizer.requireVhost(session('viewer'), '/'))).toBeNull();
    expect(refusal(() => authorizer.requireVhost(session('operator'), 'other'))).toBe(
      "access to vhost 'other' refused for user 'operator'",
    );
  });
});

describe('authorizePeek', () => {
  it('needs role payload-viewer and the read pattern', () => {
    const authorizer = authorizerWith({ read: '^q$' });
    const allowed = roles.filter((role) => refusal(() => authorizer.authorizePeek(session(role), '/', 'q')) === null);
    expect(allowed).toEqual(['payload-viewer', 'operator', 'admin']);
    expect(refusal(() => authorizer.authorizePeek(session('admin'), '/', 'other'))).toBe(
      "read access to queue 'other' in vhost '/' refused for user 'admin'",
    );
  });
});
