import { chmod, chown, mkdir, mkdtemp, realpath, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { OsUser } from './os-user.js';
import { runProgram } from './run-program.js';

/** The two nodes of a cluster. A single node is always the one that was the primary last; `a` in the beginning. */
export type NodeName = 'a' | 'b';

/** The paths of one node, all but the log below a directory that Postgres' user owns. */
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

/** The paths that the nodes share, and those of each. */
export interface ClusterPaths {
  /** Who is the primary, see cluster-state.ts. */
  readonly state: string;
  /** The superuser's password in the form that a standby reads. */
  readonly passfile: string;
  readonly nodes: Readonly<Record<NodeName, ClusterHome>>;
}

/**
 * The cluster's home is `<dataDir>/cluster`. When that lies below a directory which Postgres' user may not enter, as a
 * checkout in /root does, it becomes a link to a directory of its own in /var/lib/howdah.
 */
export async function clusterPaths(
  dataDir: string,
  user: OsUser | undefined,
  log: (line: string) => void,
): Promise<ClusterPaths> {
  const link = join(dataDir, 'cluster');
  if (!(await exists(link))) await createHome(dataDir, link, user, log);
  const home = await realpath(link);
  const node = (suffix: string): ClusterHome => ({
    data: join(home, `data${suffix}`),
    unfinished: join(home, `data${suffix}.unfinished`),
    password: join(home, 'password'),
    log: join(dataDir, `postgres${suffix}.log`),
  });
  // Node a lies where a single node has always lain, so what an older start left there is taken over.
  return { state: join(home, 'state.json'), passfile: join(home, 'passfile'), nodes: { a: node(''), b: node('-b') } };
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
