import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { clusterHome, type ClusterHome } from './cluster-home.js';
import { lockDataDir, type DataDirLock } from './data-dir-lock.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { freePort } from './free-port.js';
import { dataVersion, initialise, readPassword, superuser } from './initialise.js';
import { findPostgres, type PostgresBinaries, type PostgresVersion } from './locate-binaries.js';
import { stopOrphans } from './orphans.js';
import { postgresUser, type OsUser } from './os-user.js';
import { PortTaken, startPostmaster, type Postmaster } from './postmaster.js';
import { runnableBinaries } from './runnable-binaries.js';
import { settingArguments, type PostgresSettings } from './settings.js';

export interface EmbeddedPostgresOptions {
  /** Created when it is not there; a second start finds its data again. */
  readonly dataDir: string;
  /** 0, the default, is any free port. */
  readonly port?: number;
  /** Major version; default 18. Data that was written by another version is refused. */
  readonly version?: PostgresVersion;
  /** Settings over our own, by name: a test turns `fsync` off. */
  readonly settings?: PostgresSettings;
  /** Told what is being done, a sentence at a time. Postgres' own log is the file `postgres.log` in the data directory. */
  readonly log?: (line: string) => void;
}

/** A Postgres of our own on this machine. */
export interface EmbeddedPostgres {
  /** The superuser's connection to the database `postgres`; holds the password. */
  readonly url: string;
  readonly port: number;
  /** The operating system's number of the server process. */
  readonly pid: number;
  readonly version: PostgresVersion;
  /** A fast, clean stop: open sessions end, everything is flushed. Resolves when the process has gone. */
  stop(): Promise<void>;
  /** A crash, for tests of what comes after. Resolves when the process has gone. */
  kill(): Promise<void>;
}

/**
 * Starts a Postgres in a data directory, from whatever an earlier run left there: nothing, half a cluster, data, a crash,
 * or a Postgres that still runs.
 * @throws EmbeddedPostgresError when another living process holds the directory, the port is taken, or Postgres gives up.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const lock = await lockDataDir(dataDir);
  try {
    return await startLocked({ ...options, dataDir }, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startLocked(options: EmbeddedPostgresOptions, lock: DataDirLock): Promise<EmbeddedPostgres> {
  const { dataDir, version = '18', settings = {}, log = () => {} } = options;
  const user = await postgresUser(log);
  const binaries = await runnableBinaries(findPostgres(version), user, log);
  const home = await clusterHome(dataDir, user, log);
  await stopOrphans(home.data, user, log);
  await prepareData(binaries, home, user, log);

  const start = (port: number) => startPostmaster(binaries, home, settingArguments(port, settings), user, log);
  const { postmaster, port } = await startOnPort(options.port ?? 0, start);
  log(`Postgres ${binaries.release} runs on port ${port} (process ${postmaster.pid})`);

  const url = `postgres://${superuser}:${await readPassword(home)}@127.0.0.1:${port}/postgres`;
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    await postmaster.end(signal);
    await lock.release();
  };
  return { url, port, pid: postmaster.pid, version, stop: () => end('SIGINT'), kill: () => end('SIGKILL') };
}

async function prepareData(
  binaries: PostgresBinaries,
  home: ClusterHome,
  user: OsUser | undefined,
  log: (line: string) => void,
): Promise<void> {
  const found = await dataVersion(home);
  if (found === binaries.version) return;
  if (found !== undefined) {
    throw new EmbeddedPostgresError(`the data in ${home.data} is of Postgres ${found}, the programs are of ${binaries.version}`, {
      remedy: `start with version ${found}, or use another data directory`,
    });
  }
  log(`creating an empty Postgres ${binaries.version} cluster in ${home.data}`);
  await initialise(binaries, home, user);
}

/** A port of our choice may be taken between choosing and binding, so another is tried; a port that was asked for is not changed. */
async function startOnPort(
  wanted: number,
  start: (port: number) => Promise<Postmaster>,
): Promise<{ postmaster: Postmaster; port: number }> {
  for (let attemptsLeft = 4; ; attemptsLeft -= 1) {
    const port = wanted === 0 ? await freePort() : wanted;
    try {
      return { postmaster: await start(port), port };
    } catch (error) {
      if (wanted !== 0 || attemptsLeft === 0 || !(error instanceof PortTaken)) throw error;
    }
  }
}
