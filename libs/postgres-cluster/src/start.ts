import { otherNode, stateOfSingle, writeState } from './cluster-state.js';
import { freePort } from './free-port.js';
import { initialise, nodeUrl, readPassword } from './initialise.js';
import type { PostgresVersion } from './locate-binaries.js';
import { PortTaken, startPostmaster, type Postmaster } from './postmaster.js';
import { hasData, withDataDir, type EmbeddedPostgresOptions, type Prepared } from './prepare.js';
import { promoteIfStandby } from './promotion.js';
import { settingArguments } from './settings.js';

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
 * Starts a single Postgres in a data directory. Where a cluster of two was before, it goes on with what was the primary.
 * @throws EmbeddedPostgresError when another living process holds the directory, the port is taken, or Postgres gives up.
 */
export function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return withDataDir(options, (prepared) => startSingle(prepared, options.port ?? 0));
}

async function startSingle(prepared: Prepared, wantedPort: number): Promise<EmbeddedPostgres> {
  const { binaries, user, paths, log, lock } = prepared;
  const home = paths.nodes[await chooseNode(prepared)];
  if (!(await hasData(home, binaries))) {
    log(`creating an empty Postgres ${binaries.version} cluster in ${home.data}`);
    await initialise(binaries, home, user);
  }
  // Nobody is there to wait for, whatever the data directory says from its time in a cluster.
  const settings = { ...prepared.settings, synchronous_standby_names: '' };
  const start = (port: number) => startPostmaster({ binaries, home, user, log }, settingArguments(port, settings));
  const { postmaster, port } = await startOnPort(wantedPort, start);
  log(`Postgres ${binaries.release} runs on port ${port} (process ${postmaster.pid})`);

  const url = nodeUrl(await readPassword(home), port);
  await promoteIfStandby(url);
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    await postmaster.end(signal);
    await lock.release();
  };
  const { pid } = postmaster;
  return { url, port, pid, version: binaries.version, stop: () => end('SIGINT'), kill: () => end('SIGKILL') };
}

/** From now on the other node falls behind. */
async function chooseNode({ binaries, state, paths }: Prepared) {
  if (state === undefined) return stateOfSingle.primary;
  const { primary, standby } = state;
  const survivor = otherNode(primary);
  const isLost = !(await hasData(paths.nodes[primary], binaries));
  const next = isLost && standby === 'in-sync' ? { primary: survivor, standby: 'none' as const } : state;
  await writeState(paths.state, { ...next, standby: next.standby === 'in-sync' ? 'behind' : next.standby });
  return next.primary;
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
