import { closest, distance } from 'fastest-levenshtein';
import { CliError, usageError } from '../cli-error.js';
import { exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';
import { readContexts, type Context, type Contexts } from './contexts-file.js';
import type { GlobalOptions } from './global-options.js';

/** Which server is asked, as whom, about which virtual host. */
export interface Target {
  /** Where the API is, without a slash at the end and without a login. */
  readonly url: string;
  readonly user: string;
  readonly vhost: string;
  /** The context that was taken. */
  readonly context: (Context & { readonly name: string }) | undefined;
  /** A password that stood in the URL. */
  readonly urlPassword: string | undefined;
}

const defaultUrl = 'http://127.0.0.1:15672';

/** What the command line says counts first, then the environment, then the context, then the defaults. */
export function resolveTarget(options: GlobalOptions, env: Io['env']): Target {
  const name = options.context ?? (options.url === undefined ? env['HOWDAH_CONTEXT'] || undefined : undefined);
  const context = findContext(name, readContexts(env));
  const isChosen = name !== undefined;
  const text = options.url ?? (isChosen ? undefined : env['HOWDAH_URL'] || undefined) ?? context?.url ?? defaultUrl;
  const { url, user, password } = parseServerUrl(text);
  // A server that was named otherwise is not the context's: its user and secret are none of that server's business.
  const known = context?.url === text ? context : undefined;
  return {
    url,
    user: options.user ?? user ?? (env['HOWDAH_USER'] || undefined) ?? known?.user ?? 'guest',
    vhost: options.vhost ?? (env['HOWDAH_VHOST'] || undefined) ?? known?.vhost ?? '/',
    context: known,
    urlPassword: password,
  };
}

function findContext(name: string | undefined, { current, contexts }: Contexts): Target['context'] {
  const wanted = name ?? current;
  if (wanted === undefined) return undefined;
  const context = contexts[wanted];
  if (context !== undefined) return { ...context, name: wanted };
  if (name === undefined) return undefined;
  throw noContext(name, Object.keys(contexts));
}

export function noContext(name: string, known: readonly string[]): CliError {
  const near = nearest(name, known);
  return new CliError(`There is no context '${name}'.`, {
    exitCode: exitCodes.notFound,
    remedy: near === undefined ? 'See howdah context list; howdah context set makes one.' : `Did you mean '${near}'?`,
  });
}

/** The name that was probably meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(name, known);
  return distance(name, near) <= Math.max(2, Math.floor(name.length / 3)) ? near : undefined;
}

interface ServerUrl {
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

export function parseServerUrl(text: string): ServerUrl {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || parsed.hostname === '')
    throw usageError(`'${withoutPassword(text)}' is no address of a broker's API.`, remedyFor(text));
  return {
    url: `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`,
    user: decodeURIComponent(parsed.username) || undefined,
    password: decodeURIComponent(parsed.password) || undefined,
  };
}

function withoutPassword(text: string): string {
  return text.replace(/^([^/]*:\/\/)?([^:@/]*):[^@/]*@/, '$1$2:…@');
}

function remedyFor(text: string): string {
  if (text.startsWith('amqp'))
    return 'The command line speaks to the HTTP API: http://127.0.0.1:15672 by default, not the port of AMQP.';
  if (/^[\w.-]+(?::\d+)?$/.test(text)) return `Give the scheme, too: http://${text}`;
  return `Give an address such as ${defaultUrl} or https://broker.example/howdah`;
}
