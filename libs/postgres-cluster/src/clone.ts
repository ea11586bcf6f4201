import { chown, constants, copyFile, lchown, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterHome } from './cluster-home.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { program, type PostgresBinaries } from './locate-binaries.js';
import { withSession } from './node-session.js';
import type { OsUser } from './os-user.js';
import { runProgram } from './run-program.js';

/** Directories whose content belongs to the node that runs; Postgres wants them there and empty. */
const emptied = ['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'];
const leftOut = ['postmaster.pid', 'postmaster.opts', 'standby.signal', 'backup_label'];

/** A checkpoint of a loaded primary is part of it. */
const cloneMsMax = 10 * 60_000;

/**
 * Copies a node that runs into another's place, as a standby. What was there is removed first, so that no more than two
 * copies ever take space; a copy that is not finished has another name.
 */
export function cloneRunning(
  sourceUrl: string,
  source: ClusterHome,
  target: ClusterHome,
  user: OsUser | undefined,
): Promise<void> {
  return withSession(
    sourceUrl,
    async (session) => {
      await removeNode(target);
      await session.query('select pg_backup_start($1, true)', ['howdah clone']);
      await copyData(source.data, target.unfinished, user);
      // Last: it says from where the log is needed, which must not be later than what the other files hold.
      await copyOne(join(source.data, 'global', 'pg_control'), join(target.unfinished, 'global', 'pg_control'), user);
      const [backup] = await session.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
      await writeAs(join(target.unfinished, 'backup_label'), backup!.labelfile, user);
      await finish(target, user);
    },
    cloneMsMax,
  );
}

/** The same from a node that has never run: quicker, and nobody needs to be asked. */
export async function cloneResting(
  binaries: PostgresBinaries,
  source: ClusterHome,
  target: ClusterHome,
  user: OsUser | undefined,
): Promise<void> {
  await removeNode(target);
  await copyData(source.data, target.unfinished, user, []);
  await copyOne(join(source.data, 'global', 'pg_control'), join(target.unfinished, 'global', 'pg_control'), user);
  // Postgres flushes a copy of what was running by itself before it recovers, but not one that seems to have ended well.
  const flushed = await runProgram(program(binaries, 'initdb'), ['--sync-only', `--pgdata=${target.unfinished}`], user);
  if (flushed.code !== 0)
    throw new EmbeddedPostgresError(`the copy in ${target.unfinished} could not be flushed: ${flushed.output}`);
  await finish(target, user);
}

async function removeNode(target: ClusterHome): Promise<void> {
  for (const directory of [target.unfinished, target.data]) await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

async function finish(target: ClusterHome, user: OsUser | undefined): Promise<void> {
  await writeAs(join(target.unfinished, 'standby.signal'), '', user);
  await rename(target.unfinished, target.data);
}

async function copyData(from: string, to: string, user: OsUser | undefined, empty: readonly string[] = emptied): Promise<void> {
  await makeDirectory(from, to, user);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (leftOut.includes(entry.name) || entry.name.startsWith('pgsql_tmp') || entry.name === 'pg_control') continue;
    if (empty.includes(entry.name)) await makeDirectory(source, target, user);
    else if (entry.isDirectory()) await copyData(source, target, user, empty);
    else await copyOne(source, target, user);
  }
}

/** A file may be dropped while the node runs; its log says so to the standby. */
async function copyOne(from: string, to: string, user: OsUser | undefined): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    if (user !== undefined) await lchown(to, user.uid, user.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function makeDirectory(from: string, to: string, user: OsUser | undefined): Promise<void> {
  await mkdir(to, { mode: (await stat(from)).mode & 0o777 });
  if (user !== undefined) await chown(to, user.uid, user.gid);
}

async function writeAs(path: string, text: string, user: OsUser | undefined): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flush: true });
  if (user !== undefined) await chown(path, user.uid, user.gid);
}
