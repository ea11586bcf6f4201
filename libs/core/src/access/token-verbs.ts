import type { AccessVerbs } from './access-verbs.js';
import { BrokerError } from '../errors.js';
import { reaches } from './access-index.js';
import type { AccessContext } from './access-context.js';
import { checkRole } from './access-checks.js';
import { mintToken } from './api-token.js';
import type { ApiToken, Role } from './model.js';
import type { Session } from './session.js';

export type TokenVerbs = Pick<AccessVerbs, 'listTokens' | 'createToken' | 'deleteToken'>;
type TokenInfo = Omit<ApiToken, 'secretHash'>;

/** A user manages its own tokens, an administrator everybody's. */
export function createTokenVerbs(context: AccessContext, now: () => number): TokenVerbs {
  const { authorizer, current, store, change } = context;

  const requireOwner = (session: Session, user: string): void =>
    authorizer.requireRole(session, user === session.user ? 'none' : 'admin');

  const visibleTokens = (session: Session): readonly TokenInfo[] => {
    const all = session.role === 'admin';
    return [...current().tokens.values()].filter((token) => all || token.user === session.user).map(withoutHash);
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
      return visibleTokens(session);
    },

    async createToken(session, { user, role, description, expiresAt }) {
      checkRole(role);
      requireOwner(session, user);
      authorizer.requireRole(session, role);
      requireRoleOfUser(user, role);
      const createdAt = now();
      checkExpiry(expiresAt, createdAt);
      const { id, token, secretHash } = mintToken();
      const info = { id, user, role, description, createdAt, expiresAt };
      await change(() => store.createToken({ ...info, secretHash }));
      return { token, info };
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

function withoutHash({ id, user, role, description, createdAt, expiresAt }: ApiToken): TokenInfo {
  return { id, user, role, description, createdAt, expiresAt };
}
