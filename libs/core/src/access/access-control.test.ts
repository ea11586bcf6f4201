import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../errors.js';
import type { AccessState, AccessStore } from '../ports/access-store.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import { createAccess } from './access-control.js';
import type { ApiToken, Permission, Role, TopicPermission, User } from './model.js';
import type { Session } from './session.js';

/** Just enough of a store: the storage libraries have their own suite. */
class ArrayAccessStore implements AccessStore {
  state: AccessState = { version: 0, users: [], permissions: [], topicPermissions: [], tokens: [] };
  announce: () => void = () => {};

  load = async () => this.state;
  version = async () => this.state.version;
  onChange = async (listener: () => void) => void (this.announce = listener);
  putUser = async (user: User) => this.#set({ users: [...this.state.users.filter((one) => one.name !== user.name), user] });
  deleteUser = async (name: string) => this.#drop('users', (user: User) => user.name === name);
  putPermission = async (permission: Permission) => this.#set({ permissions: [...this.state.permissions, permission] });
  deletePermission = async (user: string, vhost: string) =>
    this.#drop('permissions', (row: Permission) => row.user === user && row.vhost === vhost);
  putTopicPermission = async (permission: TopicPermission) =>
    this.#set({ topicPermissions: [...this.state.topicPermissions, permission] });
  deleteTopicPermission = async (user: string, vhost: string, exchange: string) =>
    this.#drop(
      'topicPermissions',
      (row: TopicPermission) => JSON.stringify([row.user, row.vhost, row.exchange]) === JSON.stringify([user, vhost, exchange]),
    );
  createToken = async (token: ApiToken) => this.#set({ tokens: [...this.state.tokens, token] });
  noteTokenUse = async (id: string, at: number) => void this.uses.set(id, at);
  listTokenUses = async () => this.uses;
  readonly uses = new Map<string, number>();
  deleteToken = async (id: string) => this.#drop('tokens', (token: ApiToken) => token.id === id);

  #set(part: Partial<AccessState>): void {
    this.state = { ...this.state, ...part, version: this.state.version + 1 };
  }

  #drop<T>(list: 'users' | 'permissions' | 'topicPermissions' | 'tokens', matches: (one: T) => boolean): boolean {
    const before = this.state[list] as readonly unknown[] as readonly T[];
    const after = before.filter((one) => !matches(one));
    if (after.length < before.length) this.#set({ [list]: after });
    return after.length < before.length;
  }
}

/** Shows how often the slow work was done: a real hasher gives up on a malformed hash at once. */
class CountingHasher implements PasswordHasher {
  verifications = 0;
  hash = async (password: string) => `hash of ${password}`;
  verify = async (hash: string, password: string) => {
    if (hash.startsWith('hash of ')) this.verifications += 1;
    return hash === `hash of ${password}`;
  };
}

async function setup() {
  const store = new ArrayAccessStore();
  const hasher = new CountingHasher();
  const time = { now: 1_000_000 };
  const clock = { now: () => time.now, after: () => ({ cancel: () => {} }) };
  const access = createAccess({ store, hasher, clock, vhostExists: (name) => name === '/' });
  await access.load();
  await access.ensureAdministrator('root', 'secret');
  const login = (user: string, password: string, loopback = true) => access.verbs.login({ user, password, loopback });
  const root = await login('root', 'secret');
  hasher.verifications = 0;
  const addUser = async (name: string, role: Role): Promise<Session> => {
    await access.verbs.putUser(root, { name, password: name, role });
    return { user: name, role };
  };
  return { ...access, store, hasher, time, login, root, addUser };
}

const refusedWith = (code: ErrorCode): unknown => expect.objectContaining({ code });

describe('login', () => {
  it('gives a session with the user’s role', async () => {
    const { login } = await setup();
    expect(await login('root', 'secret')).toEqual({ user: 'root', role: 'admin' });
  });

  it('does not say whether the user or the password was wrong', async () => {
    const { login } = await setup();
    const wrong = await login('root', 'wrong').catch((error: Error) => error.message);
    const unknown = await login('toor', 'secret').catch((error: Error) => error.message);
    expect(wrong).toBe("login was refused for user 'root'");
    expect(unknown).toBe("login was refused for user 'toor'");
  });

  it('does the same slow work for an unknown user as for a wrong password', async () => {
    const { login, hasher } = await setup();
    await login('root', 'wrong').catch(() => {});
    expect(hasher.verifications).toBe(1);
    await login('toor', 'secret').catch(() => {});
    expect(hasher.verifications).toBe(2);
  });

  it('takes a name that was proved otherwise, of a user that is there', async () => {
    const { verbs, addUser, hasher } = await setup();
    await addUser('device', 'none');
    expect(await verbs.loginAs('device')).toEqual({ user: 'device', role: 'none' });
    await expect(verbs.loginAs('toor')).rejects.toEqual(refusedWith('login_refused'));
    expect(hasher.verifications).toBe(0);
  });

  it('refuses a user without a password', async () => {
    const { login, verbs, root } = await setup();
    await verbs.putUser(root, { name: 'tokens-only', password: null, role: 'none' });
    await expect(login('tokens-only', '')).rejects.toEqual(refusedWith('login_refused'));
  });

  it('lets a loopback-only user in from loopback only', async () => {
    const { login, verbs, root } = await setup();
    await verbs.putUser(root, { name: 'local', password: 'local', role: 'none', loopbackOnly: true });
    await expect(login('local', 'local', false)).rejects.toEqual(refusedWith('login_refused'));
    expect(await login('local', 'local', true)).toEqual({ user: 'local', role: 'none' });
  });

  it('verifies a password once in five minutes, also when requests arrive together', async () => {
    const { login, hasher, time, store, refresh } = await setup();
    store.state = { ...store.state, version: store.state.version + 1 };
    await refresh();
    await Promise.all([login('root', 'secret'), login('root', 'secret')]);
    expect(hasher.verifications).toBe(1);
    time.now += 5 * 60_000;
    await login('root', 'secret');
    expect(hasher.verifications).toBe(2);
  });

  it('never remembers a wrong password', async () => {
    const { login, hasher } = await setup();
    await login('root', 'wrong').catch(() => {});
    await login('root', 'wrong').catch(() => {});
    expect(hasher.verifications).toBe(2);
  });

  it('refuses the old password as soon as another broker has changed it', async () => {
    const { login, store } = await setup();
    await login('root', 'secret');
    await store.putUser({ name: 'root', passwordHash: 'hash of new', role: 'admin', loopbackOnly: false, impersonator: false });
    store.announce();
    await expect.poll(() => login('root', 'new').catch(() => null)).toEqual({ user: 'root', role: 'admin' });
    await expect(login('root', 'secret')).rejects.toEqual(refusedWith('login_refused'));
  });
});

describe('tokens', () => {
  const wish = { user: 'root', role: 'operator', description: 'ci', expiresAt: null } as const;

  it('log in with the role of the token, never above its user’s', async () => {
    const { verbs, root, addUser } = await setup();
    const { token } = await verbs.createToken(root, wish);
    expect(token).toMatch(/^hwd_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    expect(await verbs.loginWithToken(token)).toEqual({ user: 'root', role: 'operator' });
    await addUser('other', 'admin');
    await verbs.putUser(root, { name: 'root', password: 'secret', role: 'viewer' });
    expect(await verbs.loginWithToken(token)).toEqual({ user: 'root', role: 'viewer' });
  });

  it('are refused when the secret is wrong, malformed, expired or revoked', async () => {
    const { verbs, root, time } = await setup();
    const { token, info } = await verbs.createToken(root, { ...wish, expiresAt: time.now + 1_000 });
    const last = token.endsWith('A') ? 'E' : 'A';
    for (const bad of ['', 'hwd_', `${token.slice(0, -1)}${last}`, token.slice(0, -1), `${token}x`]) {
      await expect(verbs.loginWithToken(bad)).rejects.toEqual(refusedWith('login_refused'));
    }
    expect(await verbs.loginWithToken(token)).toMatchObject({ user: 'root' });
    time.now += 1_000;
    await expect(verbs.loginWithToken(token)).rejects.toEqual(refusedWith('login_refused'));
    time.now -= 1_000;
    await verbs.deleteToken(root, info.id);
    await expect(verbs.loginWithToken(token)).rejects.toEqual(refusedWith('login_refused'));
  });

  it('are stored and listed without their secret', async () => {
    const { verbs, root, store } = await setup();
    const { token, info } = await verbs.createToken(root, wish);
    const secret = token.slice(-43);
    expect(JSON.stringify([await verbs.listTokens(root), store.state])).not.toContain(secret);
    expect(await verbs.listTokens(root)).toEqual([info]);
  });

  it('are a user’s own affair, up to its role', async () => {
    const { verbs, root, addUser } = await setup();
    const { info: roots } = await verbs.createToken(root, wish);
    const ann = await addUser('ann', 'viewer');
    const { info } = await verbs.createToken(ann, { ...wish, user: 'ann', role: 'viewer' });
    expect(await verbs.listTokens(ann)).toEqual([info]);
    await expect(verbs.createToken(ann, { ...wish, user: 'ann', role: 'operator' })).rejects.toEqual(
      refusedWith('access_refused'),
    );
    await expect(verbs.createToken(ann, { ...wish, role: 'viewer' })).rejects.toEqual(refusedWith('access_refused'));
    await expect(verbs.deleteToken(ann, roots.id)).rejects.toEqual(refusedWith('token_not_found'));
    await verbs.deleteToken(root, info.id);
    expect(await verbs.listTokens(ann)).toEqual([]);
  });

  it('made with a token of a lower role stay at that role', async () => {
    const { verbs, root } = await setup();
    const { token } = await verbs.createToken(root, { ...wish, role: 'viewer' });
    const session = await verbs.loginWithToken(token);
    await expect(verbs.createToken(session, { ...wish, role: 'admin' })).rejects.toEqual(refusedWith('access_refused'));
  });
});

describe('browser sessions', () => {
  const credentials = { user: 'root', password: 'secret', loopback: true };

  it('log in by a token for twelve hours, and are cleared away at the next sign-in after that', async () => {
    const { verbs, root, time } = await setup();
    const { token, session, expiresAt } = await verbs.openBrowserSession(credentials);
    expect({ session, expiresAt }).toEqual({ session: root, expiresAt: time.now + 12 * 3_600_000 });
    expect(await verbs.loginWithToken(token)).toEqual(root);
    time.now = expiresAt;
    await expect(verbs.loginWithToken(token)).rejects.toEqual(refusedWith('login_refused'));
    await verbs.openBrowserSession(credentials);
    expect(await verbs.listTokens(root)).toHaveLength(1);
  });

  it('end when they are closed, and take no other token with them', async () => {
    const { verbs, root } = await setup();
    const [one, other] = [await verbs.openBrowserSession(credentials), await verbs.openBrowserSession(credentials)];
    const { token } = await verbs.createToken(root, { user: 'root', role: 'viewer', description: 'ci', expiresAt: null });
    await verbs.closeBrowserSession(one.token);
    await verbs.closeBrowserSession(token);
    await verbs.closeBrowserSession('nonsense');
    await expect(verbs.loginWithToken(one.token)).rejects.toEqual(refusedWith('login_refused'));
    expect(await verbs.loginWithToken(other.token)).toEqual(root);
    expect(await verbs.loginWithToken(token)).toMatchObject({ role: 'viewer' });
  });

  it('are refused to a wrong password', async () => {
    const { verbs, root } = await setup();
    await expect(verbs.openBrowserSession({ ...credentials, password: 'x' })).rejects.toEqual(refusedWith('login_refused'));
    expect(await verbs.listTokens(root)).toEqual([]);
  });
});

describe('users', () => {
  it('are managed by administrators only', async () => {
    const { verbs, addUser } = await setup();
    const session = await addUser('ann', 'operator');
    const permission = { user: 'ann', vhost: '/', configure: '', write: '', read: '' };
    const calls = [
      () => verbs.listUsers(session),
      () => verbs.putUser(session, { name: 'ann', password: 'ann', role: 'admin' }),
      () => verbs.deleteUser(session, 'root'),
      () => verbs.listPermissions(session, {}),
      () => verbs.putPermission(session, permission),
      () => verbs.deletePermission(session, 'ann', '/'),
      () => verbs.listTopicPermissions(session, {}),
      () => verbs.putTopicPermission(session, { user: 'ann', vhost: '/', exchange: 'x', write: '', read: '' }),
      () => verbs.deleteTopicPermission(session, 'ann', '/', 'x'),
    ];
    for (const call of calls) await expect(call()).rejects.toEqual(refusedWith('access_refused'));
  });

  it('are listed without their password hashes', async () => {
    const { verbs, root } = await setup();
    expect(await verbs.listUsers(root)).toEqual([{ name: 'root', role: 'admin', loopbackOnly: false, impersonator: false }]);
  });

  it('keep at least one administrator', async () => {
    const { verbs, root, addUser } = await setup();
    await expect(verbs.deleteUser(root, 'root')).rejects.toEqual(refusedWith('not_permitted'));
    await expect(verbs.putUser(root, { name: 'root', password: 'x', role: 'viewer' })).rejects.toEqual(
      refusedWith('not_permitted'),
    );
    await addUser('second', 'admin');
    await verbs.deleteUser(root, 'root');
  });

  it('refuses a pattern that is no regular expression, an unknown user and an unknown virtual host', async () => {
    const { verbs, root } = await setup();
    const permission = { user: 'root', vhost: '/', configure: '', write: '', read: '' };
    await expect(verbs.putPermission(root, { ...permission, read: '(' })).rejects.toEqual(refusedWith('invalid_argument'));
    await expect(verbs.putPermission(root, { ...permission, user: 'x' })).rejects.toEqual(refusedWith('user_not_found'));
    await expect(verbs.putPermission(root, { ...permission, vhost: 'x' })).rejects.toEqual(refusedWith('vhost_not_found'));
  });

  it('lose what is taken from them at once, open sessions included', async () => {
    const { verbs, root, addUser, authorizer } = await setup();
    const ann = await addUser('ann', 'none');
    await verbs.putPermission(root, { user: 'ann', vhost: '/', configure: '', write: '.*', read: '' });
    authorizer.authorize(ann, '/', 'write', 'q');
    await verbs.deletePermission(root, 'ann', '/');
    expect(() => authorizer.authorize(ann, '/', 'write', 'q')).toThrow("write access to queue 'q'");
  });
});

describe('ensureAdministrator', () => {
  it('does nothing when there is a user', async () => {
    const { ensureAdministrator, verbs, root } = await setup();
    expect(await ensureAdministrator('guest', 'guest')).toBe(false);
    expect(await verbs.listUsers(root)).toHaveLength(1);
  });

  it.each([
    ['guest', 'guest', true],
    ['guest', 'changed', false],
    ['admin', 'guest', false],
  ])('restricts %s/%s to loopback: %s', async (user, password, loopbackOnly) => {
    const { store, hasher } = await setup();
    store.state = { version: 0, users: [], permissions: [], topicPermissions: [], tokens: [] };
    const clock = { now: () => 0, after: () => ({ cancel: () => {} }) };
    const access = createAccess({ store, hasher, clock, vhostExists: () => true });
    await access.load();
    expect(await access.ensureAdministrator(user, password)).toBe(true);
    expect(store.state.users).toMatchObject([{ name: user, role: 'admin', loopbackOnly }]);
    access.authorizer.authorize({ user, role: 'admin' }, '/', 'configure', 'anything');
  });
});
