import { readFileSync } from 'node:fs';
import { CliError } from '../cli-error.js';
import { exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';
import { askSecret, canAsk } from '../output/ask.js';
import { requirePrivate } from './contexts-file.js';
import type { GlobalOptions } from './global-options.js';
import type { Target } from './target.js';

/** What proves who one is. */
export interface Secret {
  readonly kind: 'password' | 'token';
  readonly value: string;
  /** How a shell finds it without anybody reading it; undefined: curl asks. */
  readonly shell: string | undefined;
}

const ofGuest: Secret = { kind: 'password', value: 'guest', shell: 'guest' };

/** From the environment, a file, the context, or whoever sits there. The command line is taken, with a warning. */
export async function findSecret(target: Target, options: GlobalOptions, io: Io, warn: (text: string) => void): Promise<Secret> {
  const { env } = io;
  if (options.password !== undefined || (target.urlPassword !== undefined && options.url !== undefined))
    warn('a password on the command line can be read by everybody on this machine; HOWDAH_PASSWORD or --password-file cannot');
  const fromArgument = options.password ?? target.urlPassword;
  if (fromArgument !== undefined) return toSecret(fromArgument, '$HOWDAH_PASSWORD');
  if (options.passwordFile !== undefined) return readSecret(options.passwordFile);
  if (env['HOWDAH_PASSWORD']) return toSecret(env['HOWDAH_PASSWORD'], '$HOWDAH_PASSWORD');
  if (env['HOWDAH_PASSWORD_FILE']) return readSecret(env['HOWDAH_PASSWORD_FILE']);
  if (target.context?.secret !== undefined) return toSecret(target.context.secret, '$HOWDAH_PASSWORD');
  if (target.context?.passwordFile !== undefined) return readSecret(target.context.passwordFile);
  if (target.user === 'guest') return ofGuest;
  if (canAsk(options, io)) return toSecret(await askSecret(`Password of ${target.user}`, io), undefined);
  throw new CliError(`There is no password for user '${target.user}'.`, {
    exitCode: exitCodes.refused,
    remedy: 'Set HOWDAH_PASSWORD to it or to an API token, or name a file that holds it with --password-file.',
  });
}

/** API tokens begin so. */
function toSecret(value: string, shell: string | undefined): Secret {
  const kind = value.startsWith('hwd_') ? 'token' : 'password';
  return { kind, value, shell: kind === 'token' ? (shell ?? '$HOWDAH_PASSWORD') : shell };
}

function readSecret(path: string): Secret {
  try {
    requirePrivate(path);
    return toSecret(readFileSync(path, 'utf8').replace(/\r?\n$/, ''), `$(cat '${path}')`);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`The password file ${path} cannot be read: ${(error as Error).message}.`, {
      exitCode: exitCodes.refused,
      cause: error,
    });
  }
}
