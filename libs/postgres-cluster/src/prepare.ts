import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { clusterPaths, type ClusterPaths } from './cluster-home.js';
import { readState, type ClusterState } from './cluster-state.js';
import { lockDataDir, type DataDirLock } from './data-dir-lock.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { dataVersion } from './initialise.js';
import type { ClusterHome, NodeName } from './cluster-home.js';
import { findPostgres, type PostgresBinaries, type PostgresVersion } from './locate-binaries.js';
import { stopOrphans } from './orphans.js';
import { postgresUser, type OsUser } from './os-user.js';
import { runnableBinaries } from './runnable-binaries.js';
import type { PostgresSettings } from './settings.js';

export interface EmbeddedPostgresOptions {
  /** Created when it is not there; a second start finds its data again. */
  readonly dataDir: string;
  /** Of a single node: 0, the default, is any free port. */
  readonly port?: number;
  /** Major version; default 18. Data that was written by another version is refused. */
  readonly version?: PostgresVersion;
  /** Settings over our own, by name: a test turns `fsync` off. */
  readonly settings?: PostgresSettings;
  /** Told what is being done, a sentence at a time. Postgres' own log is the file `postgres.log` in the data directory. */
  readonly log?: (line: string) => void;
}

/** A data directory that is ours alone and in which nothing runs. */
export interface Prepared {
  readonly binaries: PostgresBinaries;
  readonly user: OsUser | undefined;
  readonly paths: ClusterPaths;
  /** Undefined when this directory never held two nodes. */
  readonly state: ClusterState | undefined;
  readonly settings: PostgresSettings;
  readonly log: (line: string) => void;
  readonly lock: DataDirLock;
}

/**
 * Makes a data directory ours, whatever an earlier run left there: nothing, half a cluster, data, a crash, or a Postgres
 * that still runs. Then runs `start`; the lock is released when that fails.
 */
export async function withDataDir<T>(options: EmbeddedPostgresOptions, start: (prepared: Prepared) => Promise<T>): Promise<T> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const lock = await lockDataDir(dataDir);
  try {
    return await start(await prepare({ ...options, dataDir }, lock));
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function prepare(options: EmbeddedPostgresOptions, lock: DataDirLock): Promise<Prepared> {
  const { dataDir, version = '18', settings = {}, log = () => {} } = options;
  const user = await postgresUser(log);
  const binaries = await runnableBinaries(findPostgres(version), user, log);
  const paths = await clusterPaths(dataDir, user, log);
  const state = await readState(paths.state);
  // The primary first: it hands the rest of its log to the standby before it ends.
  for (const name of byRank(state)) await stopOrphans(paths.nodes[name].data, user, log);
  return { binaries, user, paths, state, settings, log, lock };
}

function byRank(state: ClusterState | undefined): readonly NodeName[] {
  return state?.primary === 'b' ? ['b', 'a'] : ['a', 'b'];
}

/**
 * True when the node has data that these programs can open, false when it has none.
 * @throws EmbeddedPostgresError when it was written by another major version.
 */
export async function hasData(home: ClusterHome, binaries: PostgresBinaries): Promise<boolean> {
  const found = await dataVersion(home);
  if (found === undefined || found === binaries.version) return found !== undefined;
  throw new EmbeddedPostgresError(`the data in ${home.data} is of Postgres ${found}, the programs are of ${binaries.version}`, {
    remedy: `start with version ${found}, or use another data directory`,
  });
}
