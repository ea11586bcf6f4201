import { chmod, chown, mkdir, mkdtemp, realpath, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { OsUser } from './os-user.js';
import { runProgram } from './run-program.js';

/** The paths of one embedded cluster, all but the log below a directory that Postgres' user owns. */
export interface ClusterHome {
  /** Postgres' own data directory. */
  readonly data: string;
  /** Where initdb works until it is done; whatever is found there is half-finished. */
  readonly unfinished: string;
  /** The superuser's password, readable by its owner alone. */
  readonly password: string;
  /** Postgres' own log; beside the home, because it is opened by us and not by Postgres' user. */
  readonly log: string;
}

const outside = '/var/lib/howdah';

/**
 * The cluster's home is `<dataDir>/cluster`. When that lies below a directory which Postgres' user may not enter, as a
 * checkout in /root does, it becomes a link to a directory of its own in /var/lib/howdah.
 */
export async function clusterHome(dataDir: string, user: OsUser | undefined, log: (line: string) => void): Promise<ClusterHome> {
  const link = join(dataDir, 'cluster');
  if (!(await exists(link))) await createHome(dataDir, link, user, log);
  const home = await realpath(link);
  return {
    data: join(home, 'data'),
    unfinished: join(home, 'data.unfinished'),
    password: join(home, 'password'),
    log: join(dataDir, 'postgres.log'),
  };
}

async function createHome(dataDir: string, link: string, user: OsUser | undefined, log: (line: string) => void): Promise<void> {
  if (user === undefined) return mkdir(link, { mode: 0o700 });
  await letOthersPass(dataDir);
  if (await mayEnter(dataDir, user)) {
    await mkdir(link, { mode: 0o700 });
    return chown(link, user.uid, user.gid);
  }
  await mkdir(outside, { recursive: true, mode: 0o755 });
  const home = await mkdtemp(join(outside, 'cluster-'));
  await chown(home, user.uid, user.gid);
  await symlink(home, link);
  log(`the user ${user.name} may not enter ${dataDir}: the data is kept in ${home}`);
}

/** The directory is ours and secrets inside it have modes of their own; passing through it shows nothing. */
async function letOthersPass(dataDir: string): Promise<void> {
  const { mode } = await stat(dataDir);
  await chmod(dataDir, mode | 0o011);
}

async function mayEnter(directory: string, user: OsUser): Promise<boolean> {
  return (await runProgram('test', ['-x', directory], user)).code === 0;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
