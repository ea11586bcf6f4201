import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CliError, usageError } from '../cli-error.js';
import type { Io } from '../io.js';
import { requirePrivate } from './contexts-file.js';

export interface DatabaseOptions {
  readonly databaseUrl?: string;
  readonly databaseUrlFile?: string;
}

export function addDatabaseOptions(command: Command): Command {
  return command
    .option('--database-url-file <file>', 'file with the URL of the database (HOWDAH_DATABASE_URL_FILE)')
    .option('--database-url <url>', 'HOWDAH_DATABASE_URL; a password in it can be read by everybody on this machine');
}

/** As brokers have it, with all nodes of the cluster. */
export function databaseUrl(options: DatabaseOptions, { env }: Pick<Io, 'env'>, warn: (text: string) => void): string {
  const { databaseUrl: given, databaseUrlFile: file } = options;
  if (given !== undefined && /:\/\/[^/@:]*:[^/@]+@/.test(given))
    warn('a password on the command line can be read by everybody on this machine; HOWDAH_DATABASE_URL cannot');
  const path = file ?? (given === undefined ? env['HOWDAH_DATABASE_URL_FILE'] || undefined : undefined);
  const url = given ?? (path === undefined ? env['HOWDAH_DATABASE_URL'] || undefined : readUrl(path));
  if (url !== undefined) return url;
  throw usageError(
    'Which database is not said.',
    'Set HOWDAH_DATABASE_URL as the broker has it: postgres://user:password@host:5432/database.',
  );
}

function readUrl(path: string): string {
  try {
    requirePrivate(path);
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${path} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}
