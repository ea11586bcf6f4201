import { randomBytes } from 'node:crypto';
import { chown, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterHome } from './cluster-home.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { program, type PostgresBinaries } from './locate-binaries.js';
import type { OsUser } from './os-user.js';
import { runProgram } from './run-program.js';

/** The superuser of every embedded cluster. */
export const superuser = 'postgres';

/** The superuser's connection to the database `postgres` of one node. */
export function nodeUrl(password: string, port: number): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
}

/** The major version of the data in a directory; undefined when there is none yet. */
export async function dataVersion(home: ClusterHome): Promise<string | undefined> {
  return (await readIfThere(join(home.data, 'PG_VERSION')))?.trim();
}

/** Creates an empty cluster. Works beside the goal and renames at the end, so a crash half-way leaves no half cluster. */
export async function initialise(binaries: PostgresBinaries, home: ClusterHome, user: OsUser | undefined): Promise<void> {
  await rm(home.unfinished, { recursive: true, force: true });
  await writePassword(home, user);
  const result = await runProgram(program(binaries, 'initdb'), initdbArguments(home), user);
  if (result.code !== 0) throw new EmbeddedPostgresError(`initdb in ${home.unfinished} failed: ${result.output}`);
  await rename(home.unfinished, home.data);
}

/** The superuser's password, written when the cluster was made. */
export async function readPassword(home: ClusterHome): Promise<string> {
  const password = await readIfThere(home.password);
  if (password !== undefined) return password.trim();
  throw new EmbeddedPostgresError(`the password file ${home.password} is missing, though the data beside it is there`, {
    remedy: 'restore that file, or remove the data directory to begin with an empty one',
  });
}

function initdbArguments(home: ClusterHome): string[] {
  // C.UTF-8 because the machine's own locale would make the order of text differ between machines.
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8'];
  const access = [`--username=${superuser}`, `--pwfile=${home.password}`, '--auth=scram-sha-256'];
  // A new server makes its log segment by segment, and commits wait meanwhile: 40 ms for each of the usual 16 MB. With 1 MB the making
  // itself takes a sixth of the throughput of 16 KiB bodies, with 4 MB nothing that was seen.
  const log = '--wal-segsize=4';
  return [`--pgdata=${home.unfinished}`, '--data-checksums', log, ...locale, ...access];
}

/** Flushed before initdb reads it: a cluster whose password was lost in a power cut could not be opened again. */
async function writePassword(home: ClusterHome, user: OsUser | undefined): Promise<void> {
  const file = await open(home.password, 'w', 0o600);
  await file.writeFile(randomBytes(24).toString('base64url'));
  await file.sync();
  await file.close();
  if (user !== undefined) await chown(home.password, user.uid, user.gid);
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
