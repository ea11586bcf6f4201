import type { AccessVerbs } from './access-verbs.js';
import { verifyToken } from './api-token.js';
import type { AccessContext } from './access-context.js';
import type { LoginVerbs } from './login-verbs.js';
import type { TokenVerbs } from './token-verbs.js';

type BrowserSessionVerbs = Pick<AccessVerbs, 'openBrowserSession' | 'closeBrowserSession'>;

const sessionMs = 12 * 60 * 60 * 1000;
/** By this a list of tokens shows which of them are sessions. */
const description = 'Dashboard session';

/** A browser's session is an API token of its user: revoked, listed and expired like one. */
export function createBrowserSessionVerbs(
  { store, current, change }: AccessContext,
  { login, createToken }: Pick<LoginVerbs & TokenVerbs, 'login' | 'createToken'>,
  now: () => number,
): BrowserSessionVerbs {
  const removeExpired = async (user: string): Promise<void> => {
    const expired = [...current().tokens.values()].filter(
      (token) => token.user === user && token.description === description && token.expiresAt !== null && token.expiresAt <= now(),
    );
    for (const { id } of expired) await change(() => store.deleteToken(id));
  };

  return {
    async openBrowserSession(credentials) {
      const session = await login(credentials);
      const { user, role } = session;
      await removeExpired(user);
      const expiresAt = now() + sessionMs;
      const { token } = await createToken(session, { user, role, description, expiresAt });
      return { token, session, expiresAt };
    },

    async closeBrowserSession(text) {
      const token = verifyToken(text, current().tokens, now());
      if (token?.description === description) await change(() => store.deleteToken(token.id));
    },
  };
}
