import { BrokerError, type AccessVerbs, type Session } from '@howdah/core';
import type { FastifyRequest } from 'fastify';
import type { Operation } from '@howdah/contracts';
import { isLoopback } from './loopback.js';
import { sessionTokenOf } from './session-cookie.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is logged in; undefined where no login is needed. */
    caller?: Session;
  }
  interface FastifyContextConfig {
    operation?: Operation;
  }
}

/** Runs before the body is read: whoever may not speak is not listened to. */
export function authenticate(access: AccessVerbs) {
  return async (request: FastifyRequest): Promise<void> => {
    if (needsLogin(request)) request.caller = await login(access, request);
  };
}

/** Every route of the API that does not say otherwise; documents and pages that others mount are theirs to protect. */
function needsLogin({ routeOptions: { url, config } }: FastifyRequest): boolean {
  if (config.operation !== undefined) return config.operation.isPublic !== true;
  return url?.startsWith('/v1/') ?? false;
}

/** Whether a token that a request has logged in with is still good; a password was good when it was looked at. */
export async function isStillLoggedIn(access: AccessVerbs, request: FastifyRequest): Promise<boolean> {
  const token = tokenOf(request);
  return token === undefined || access.loginWithToken(token).then(() => true, () => false); // prettier-ignore
}

function tokenOf(request: FastifyRequest): string | undefined {
  const { authorization = '' } = request.headers;
  if (authorization === '') return sessionTokenOf(request);
  return /^bearer +(\S+)$/i.exec(authorization)?.[1];
}

async function login(access: AccessVerbs, request: FastifyRequest): Promise<Session> {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return access.loginWithToken(credentials);
  if (scheme.toLowerCase() === 'basic') return loginWithPassword(access, request, credentials);
  const session = sessionTokenOf(request);
  if (session !== undefined) return access.loginWithToken(session);
  throw new BrokerError('login_refused', 'a login is needed, found no Basic or Bearer credentials', {
    remedy: 'Send user and password as HTTP Basic, or an API token as Authorization: Bearer hwd_…',
  });
}

function loginWithPassword(access: AccessVerbs, request: FastifyRequest, credentials: string): Promise<Session> {
  const text = Buffer.from(credentials, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0)
    throw new BrokerError('login_refused', 'the Basic credentials hold no colon', { remedy: 'Encode user:password in base64.' });
  const loopback = isLoopback(request);
  return access.login({ user: text.slice(0, colon), password: text.slice(colon + 1), loopback });
}
