import type { AccessVerbs } from './access-verbs.js';
import { BrokerError } from '../errors.js';
import type { AccessStore } from '../ports/access-store.js';
import type { Clock } from '../ports/clock.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { AccessContext } from './access-context.js';
import { indexAccess, type AccessIndex } from './access-index.js';
import { createAuthorizer, type Authorizer } from './authorizer.js';
import { checkName, checkPassword } from './access-checks.js';
import { createBrowserSessionVerbs } from './browser-session-verbs.js';
import { createLoginVerbs } from './login-verbs.js';
import { PasswordCheck } from './password-check.js';
import { createTopicPermissionVerbs } from './topic-permission-verbs.js';
import { TokenUses } from './token-uses.js';
import { createTokenVerbs } from './token-verbs.js';
import { createUserVerbs, userNotFound } from './user-verbs.js';

export interface AccessPorts {
  readonly store: AccessStore;
  readonly clock: Clock;
  readonly hasher: PasswordHasher;
  /** From the topology at hand. */
  readonly vhostExists: (name: string) => boolean;
}

export interface Access {
  readonly verbs: AccessVerbs;
  readonly authorizer: Authorizer;
  /** Reads everything and follows the store's changes from then on. Once, at start: before it nobody may do anything. */
  readonly load: () => Promise<void>;
  /** Reads everything again when the store's version has moved. */
  readonly refresh: () => Promise<void>;
  /**
   * Creates the first administrator, with every permission on '/', when there is no user at all. True when it did.
   * guest with password guest may log in from loopback only.
   */
  readonly ensureAdministrator: (user: string, password: string) => Promise<boolean>;
}

const nobody = indexAccess({ version: -1, users: [], permissions: [], topicPermissions: [], tokens: [] });

export function createAccess({ store, clock, hasher, vhostExists }: AccessPorts): Access {
  let index: AccessIndex = nobody;
  const passwords = new PasswordCheck(hasher, clock);
  const current = (): AccessIndex => index;
  const now = (): number => clock.now();

  const read = async (): Promise<void> => {
    const state = await store.load();
    // Two reads may overtake each other; time never goes back.
    if (state.version <= index.version) return;
    index = indexAccess(state);
    passwords.forget();
  };

  const refresh = async (): Promise<void> => {
    if ((await store.version()) !== index.version) await read();
  };

  const authorizer = createAuthorizer(current);
  const context: AccessContext = {
    store,
    authorizer,
    current,
    requireUser(name) {
      if (!index.users.has(name)) throw userNotFound(name);
    },
    requireVhost(name) {
      if (!vhostExists(name)) throw new BrokerError('vhost_not_found', `vhost '${name}' not found`);
    },
    async change(run) {
      const result = await run();
      await read();
      return result;
    },
  };

  const logins = createLoginVerbs(current, passwords, new TokenUses(store), now);
  const tokens = createTokenVerbs(context, now);

  return {
    authorizer,
    refresh,
    verbs: {
      ...logins,
      ...createUserVerbs(context, hasher),
      ...createTopicPermissionVerbs(context),
      ...tokens,
      ...createBrowserSessionVerbs(context, { ...logins, ...tokens }, now),
    },

    async load() {
      // A hint that fails is made good by the next poll of the version.
      await store.onChange(() => void refresh().catch(() => undefined));
      await read();
    },

    async ensureAdministrator(user, password) {
      if (index.users.size > 0) return false;
      checkName('user name', user);
      checkPassword(password);
      const loopbackOnly = user === 'guest' && password === 'guest';
      const passwordHash = await hasher.hash(password);
      await context.change(async () => {
        await store.putUser({ name: user, passwordHash, role: 'admin', loopbackOnly, impersonator: false });
        await store.putPermission({ user, vhost: '/', configure: '.*', write: '.*', read: '.*' });
      });
      return true;
    },
  };
}
