import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CliError } from '../cli-error.js';
import type { Io } from '../io.js';

/** A server and who one is there, under a name. */
export interface Context {
  readonly url: string;
  readonly user?: string;
  readonly vhost?: string;
  /** Path of a file that holds the password or API token. */
  readonly passwordFile?: string;
  /** The password or API token itself. */
  readonly secret?: string;
}

export interface Contexts {
  readonly current?: string;
  readonly contexts: Readonly<Record<string, Context>>;
}

const none: Contexts = { contexts: {} };

export function contextsPath(env: Io['env']): string {
  if (env['HOWDAH_CONTEXTS'] !== undefined) return env['HOWDAH_CONTEXTS'];
  const directory = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config');
  return join(directory, 'howdah', 'contexts.json');
}

/** None when there is no file. */
export function readContexts(env: Io['env']): Contexts {
  const path = contextsPath(env);
  const text = readIfThere(path);
  if (text === undefined) return none;
  const contexts = parseContexts(text, path);
  const holdsSecret = Object.values(contexts.contexts).some(({ secret }) => secret !== undefined);
  if (holdsSecret) requirePrivate(path);
  return contexts;
}

/** For its owner alone, in place of the one before or not at all. */
export function writeContexts(env: Io['env'], contexts: Contexts): void {
  const path = contextsPath(env);
  const next = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(next, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, path);
}

/** Refuses a file with a secret that others may read. What is no file, such as a pipe, is nobody else's. */
export function requirePrivate(path: string): void {
  const status = statSync(path);
  if (!status.isFile() || process.platform === 'win32' || (status.mode & 0o077) === 0) return;
  const mode = (status.mode & 0o777).toString(8).padStart(4, '0');
  throw new CliError(`${path} holds a secret, and others may read it (mode ${mode}).`, { remedy: `chmod 600 ${path}` });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CliError(`${path} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

function parseContexts(text: string, path: string): Contexts {
  const remedy = 'Mend the file, or remove it and say howdah context set.';
  try {
    const found = JSON.parse(text) as Partial<Contexts> | null;
    const contexts = found?.contexts;
    if (typeof contexts === 'object' && Object.values(contexts).every(({ url }) => typeof url === 'string'))
      return { ...found, contexts };
  } catch (error) {
    throw new CliError(`${path} is not JSON: ${(error as Error).message}.`, { cause: error, remedy });
  }
  throw new CliError(`${path} is not as it should be: it needs "contexts", each with a "url".`, { remedy });
}
