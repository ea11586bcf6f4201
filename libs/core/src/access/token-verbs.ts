import type { AccessVerbs } from './access-verbs.js';
import { BrokerError } from '../errors.js';
import { reaches } from './access-index.js';
import type { AccessContext } from './access-context.js';
import { checkRole } from './access-checks.js';
import { mintToken } from './api-token.js';
import type { ApiToken, Role, TokenInfo } from './model.js';
import type { Session } from './session.js';

export type TokenVerbs = Pick<AccessVerbs, 'listTokens' | 'createToken' | 'deleteToken'>;

/** A user manages its own tokens, an administrator everybody's. */
export function createTokenVerbs(context: AccessContext, now: () => number): TokenVerbs {
  const { authorizer, current, store, change } = context;

  const requireOwner = (session: Session, user: string): void =>
    authorizer.requireRole(session, user === session.user ? 'none' : 'admin');

  const visibleTokens = (session: Session): readonly ApiToken[] => {
    const all = session.role === 'admin';
    return [...current().tokens.values()].filter((token) => all || token.user === session.user);
  };

  const requireRoleOfUser = (name: string, role: Role): void => {
    const user = current().users.get(name);
    if (user === undefined) throw new BrokerError('user_not_found', `user '${name}' not found`);
    if (reaches(user.role, role)) return;
    throw new BrokerError(
      'invalid_argument',
      `a token of user '${name}' cannot have role '${role}', above the user's own '${user.role}'`,
    );
  };

  return {
    async listTokens(session) {
      authorizer.requireRole(session, 'none');
      const uses = await store.listTokenUses();
      return visibleTokens(session).map((token) => infoOf(token, uses.get(token.id) ?? null));
    },

    async createToken(session, { user, role, description, expiresAt, vhosts = null }) {
      checkRole(role);
      checkScope(session, role, vhosts);
      for (const vhost of vhosts ?? []) context.requireVhost(vhost);
      requireOwner(session, user);
      authorizer.requireRole(session, role);
      requireRoleOfUser(user, role);
      const createdAt = now();
      checkExpiry(expiresAt, createdAt);
      const { id, token, secretHash } = mintToken();
      const created = { id, user, role, description, vhosts, secretHash, createdAt, expiresAt };
      await change(() => store.createToken(created));
      return { token, info: infoOf(created, null) };
    },

    async deleteToken(session, id) {
      authorizer.requireRole(session, 'none');
      const found = visibleTokens(session).some((token) => token.id === id);
      if (!found || !(await change(() => store.deleteToken(id))))
        throw new BrokerError('token_not_found', `token '${id}' not found`);
    },
  };
}

function checkExpiry(expiresAt: number | null, now: number): void {
  if (expiresAt === null || (Number.isSafeInteger(expiresAt) && expiresAt > now)) return;
  throw new BrokerError('invalid_argument', `a token's expiry must be in the future, found ${expiresAt}`);
}

/** An administrator could reach the others through users and tokens of its own making. */
function checkScope(session: Session, role: Role, vhosts: readonly string[] | null): void {
  if (session.vhosts !== undefined)
    throw new BrokerError('not_permitted', 'a token for some virtual hosts alone cannot create tokens', {
      remedy: 'Log in with a password, or with a token for all virtual hosts.',
    });
  if (vhosts === null) return;
  if (vhosts.length === 0)
    throw new BrokerError('invalid_argument', 'a token for no virtual host is good for nothing', {
      remedy: 'Name some virtual hosts, or none at all for a token for every one of them.',
    });
  if (role === 'admin')
    throw new BrokerError('invalid_argument', `a token for some virtual hosts alone cannot have role 'admin'`, {
      remedy: 'An administrator acts on all virtual hosts; take a lower role.',
    });
}

function infoOf({ secretHash: _, ...token }: ApiToken, lastUsedAt: number | null): TokenInfo {
  return { ...token, lastUsedAt };
}
