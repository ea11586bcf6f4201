import type { Operation } from '@howdah/contracts';
import type { z } from 'zod';
import type { Target } from '../settings/target.js';
import { formatJson } from './exact-json.js';

/** What an operation is called with. */
export interface Call<O extends Operation> {
  readonly params?: z.input<O['params']>;
  readonly query?: z.input<O['query']>;
  readonly body?: z.input<O['body']>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request, before somebody sends or prints it. It holds no secret. */
export interface Request {
  readonly method: Operation['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export function toRequest<O extends Operation>(operation: O, call: Call<O>, { url }: Pick<Target, 'url'>): Request {
  const { params = {}, query = {}, body, headers = {} } = call;
  const search = searchOf(query);
  return {
    method: operation.method,
    url: `${url}${fillIn(operation.path, params)}${search === '' ? '' : `?${search}`}`,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : formatJson(body),
  };
}

/** The default virtual host needs no saying. */
function searchOf(query: object): string {
  const given = Object.entries(query).filter(([name, value]) => value !== undefined && !(name === 'vhost' && value === '/'));
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
}

function fillIn(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}
