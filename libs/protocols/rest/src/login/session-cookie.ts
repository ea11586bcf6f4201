import { sessionCookie } from '@howdah/contracts';
import type { FastifyRequest } from 'fastify';

/** Its value is an API token, of which the database keeps a hash: opaque, revocable and listed. */
export function sessionTokenOf({ headers }: FastifyRequest): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${sessionCookie}=`));
  return found?.slice(sessionCookie.length + 1);
}

/** Kept until the browser is closed; how long it is good for is the token's affair. */
export function sessionCookieOf(request: FastifyRequest, path: string, token: string): string {
  // Behind a proxy with TLS the cookie keeps to TLS; whoever forges the header restricts its own cookie alone.
  const secure = request.headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
  return `${sessionCookie}=${token}; Path=${path}; HttpOnly; SameSite=Lax${secure}`;
}

/** Takes the cookie away. */
export function voidCookieOf(path: string): string {
  return `${sessionCookie}=; Path=${path}; Max-Age=0; HttpOnly; SameSite=Lax`;
}
