import type { AccessVerbs } from './access-verbs.js';
import { BrokerError } from '../errors.js';
import { lowerRole, type AccessIndex } from './access-index.js';
import { verifyToken } from './api-token.js';
import type { TokenUses } from './token-uses.js';
import type { PasswordCheck } from './password-check.js';

export type LoginVerbs = Pick<AccessVerbs, 'login' | 'loginAs' | 'loginWithToken'>;

export function createLoginVerbs(
  current: () => AccessIndex,
  passwords: PasswordCheck,
  uses: TokenUses,
  now: () => number,
): LoginVerbs {
  return {
    async login({ user: name, password, loopback }) {
      const user = current().users.get(name);
      const matches = await passwords.matches(name, user?.passwordHash ?? null, password);
      if (user === undefined || !matches || (user.loopbackOnly && !loopback)) throw refusedLogin(name);
      return { user: name, role: user.role };
    },

    async loginAs(name) {
      const user = current().users.get(name);
      if (user === undefined) throw refusedLogin(name);
      return { user: name, role: user.role };
    },

    async loginWithToken(text) {
      const token = verifyToken(text, current().tokens, now());
      const user = token === null ? undefined : current().users.get(token.user);
      if (token === null || user === undefined) throw refusedToken();
      uses.note(token.id, now());
      const { vhosts } = token;
      return { user: user.name, role: lowerRole(user.role, token.role), ...(vhosts === null ? {} : { vhosts }) };
    },
  };
}

/** One text for every reason: whoever guesses learns nothing. */
function refusedLogin(name: string): BrokerError {
  return new BrokerError('login_refused', `login was refused for user '${name}'`, {
    remedy:
      'Check the user name and the password. A loopback-only user such as guest may log in from the broker’s own machine only.',
  });
}

function refusedToken(): BrokerError {
  return new BrokerError('login_refused', 'login was refused: the token is unknown, revoked or expired', {
    remedy: 'Create a new token.',
  });
}
