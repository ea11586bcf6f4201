import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { makeLibraryLinks } from './library-links.js';
import { program, type PostgresBinaries } from './locate-binaries.js';
import type { OsUser } from './os-user.js';
import { runProgram } from './run-program.js';

/**
 * The same programs at a place where that user can run them: where they are, else there with the library links made,
 * else a copy (60 MB) in a cache. The copy is needed below a directory the user may not enter, as /root is.
 */
export async function runnableBinaries(
  binaries: PostgresBinaries,
  user: OsUser | undefined,
  log: (line: string) => void,
): Promise<PostgresBinaries> {
  if (await runs(binaries, user)) return binaries;
  await makeLibraryLinks(binaries.directory).catch(ignoreReadOnly);
  if (await runs(binaries, user)) return binaries;

  const copy = { ...binaries, directory: join(cacheDirectory(user), `postgres-${binaries.release}`, 'native') };
  if (await runs(copy, user)) return copy;
  log(
    `copying the programs of Postgres ${binaries.release} to ${copy.directory}, where ${user?.name ?? 'this user'} can run them`,
  );
  await copyBinaries(binaries.directory, copy.directory);
  if (await runs(copy, user)) return copy;
  throw await cannotRun(copy, user);
}

async function runs(binaries: PostgresBinaries, user: OsUser | undefined): Promise<boolean> {
  const result = await runProgram(program(binaries, 'postgres'), ['-V'], user).catch(() => undefined);
  return result?.code === 0;
}

function cacheDirectory(user: OsUser | undefined): string {
  // A cache that others could write would let them choose what we run: root's is under /var, a user's under its home.
  if (user !== undefined) return '/var/cache/howdah';
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'howdah');
}

/** Copies beside the goal and renames, so that a crash or a second starter never leaves half a copy under the final name. */
async function copyBinaries(from: string, to: string): Promise<void> {
  const parent = join(to, '..');
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const scratch = await mkdtemp(join(parent, 'copying-'));
  await cp(from, join(scratch, 'native'), { recursive: true, verbatimSymlinks: true });
  await makeLibraryLinks(join(scratch, 'native'));
  await rm(to, { recursive: true, force: true });
  await rename(join(scratch, 'native'), to).catch(ignoreFinishedByAnother);
  await rm(scratch, { recursive: true, force: true });
}

function ignoreFinishedByAnother(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY') throw error;
}

function ignoreReadOnly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EACCES' && error.code !== 'EROFS' && error.code !== 'EPERM') throw error;
}

async function cannotRun(binaries: PostgresBinaries, user: OsUser | undefined): Promise<EmbeddedPostgresError> {
  const path = program(binaries, 'postgres');
  const reason = await runProgram(path, ['-V'], user).then(
    (result) => result.output || `it exits with ${result.code}`,
    (error: Error) => error.message,
  );
  return new EmbeddedPostgresError(`${path} does not run as ${user?.name ?? 'this user'}: ${reason}`, {
    remedy: 'set HOWDAH_DATABASE_URL to a Postgres of your own',
  });
}
