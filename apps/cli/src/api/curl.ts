import type { Target } from '../settings/target.js';
import type { Secret } from '../settings/secret.js';
import type { Request } from './request.js';

/** The request as a line for a shell. The secret is named, not shown; only everybody's guest:guest is. */
export function toCurl(request: Request, target: Pick<Target, 'user'>, secret: Secret): string {
  const { method, headers, body, url } = request;
  const usualMethod = body === undefined ? 'GET' : 'POST';
  return [
    'curl -sS',
    ...loginOf(target.user, secret),
    ...(method === usualMethod ? [] : [`-X ${method}`]),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    quoted(url),
    ...(body === undefined ? [] : [`--data-binary ${quoted(body)}`]),
  ].join(' ');
}

function loginOf(user: string, { kind, shell }: Secret): string[] {
  if (kind === 'token') return [`-H "authorization: Bearer ${shell}"`];
  if (shell === undefined) return [`-u ${quoted(user)}`];
  return [shell === 'guest' ? `-u ${quoted(`${user}:guest`)}` : `-u ${quoted(user)}":${shell}"`];
}

/** As one word of a shell. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
