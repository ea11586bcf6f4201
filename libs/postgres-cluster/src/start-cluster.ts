import { chown, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterNode } from './cluster-node.js';
import type { NodeName } from './cluster-home.js';
import { otherNode, stateOfSingle, writeState, type ClusterState } from './cluster-state.js';
import { cloneResting } from './clone.js';
import { freePort } from './free-port.js';
import { initialise, nodeUrl, readPassword, superuser } from './initialise.js';
import type { PostgresVersion } from './locate-binaries.js';
import { PortTaken } from './postmaster.js';
import { hasData, withDataDir, type EmbeddedPostgresOptions, type Prepared } from './prepare.js';
import { standbyName } from './replication.js';
import { clusterSettings, settingArguments } from './settings.js';
import { Supervisor } from './supervisor.js';

/** What a commit that was acknowledged means: two copies or one. */
type Durability = 'replicated' | 'single-copy';

export interface ClusterStatus {
  readonly durability: Durability;
  readonly primary: NodeStatus;
  readonly standby: NodeStatus;
}

interface NodeStatus {
  readonly name: NodeName;
  readonly port: number;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
}

/** A primary and a streaming synchronous standby of our own on this machine. */
export interface EmbeddedCluster {
  /** Both nodes, and the wish for the one that takes writes; holds the password. The same for the cluster's whole life. */
  readonly url: string;
  readonly version: PostgresVersion;
  status(): ClusterStatus;
  /** Called when the primary is another, or a commit means another number of copies. */
  onChange(call: (status: ClusterStatus) => void): void;
  /** Resolves with the reason when no node can be primary any more. */
  readonly failed: Promise<string>;
  /** A clean stop of both. Resolves when their processes have gone. */
  stop(): Promise<void>;
}

/** A fresh standby is there within a second; one that must be cloned or catch up is not waited for. */
const standbyMsMax = 5_000;
const portAttemptsMax = 4;

/**
 * Starts two nodes in a data directory, from whatever an earlier run left there: also from a single node's data.
 * Resolves when the primary takes writes and, within some seconds, the standby has everything.
 * @throws EmbeddedPostgresError when another living process holds the directory, or Postgres gives up.
 */
export function startEmbeddedCluster(options: Omit<EmbeddedPostgresOptions, 'port'>): Promise<EmbeddedCluster> {
  return withDataDir(options, async (prepared) => {
    const state = await prepareState(prepared);
    const password = await readPassword(prepared.paths.nodes.a);
    await writePassfile(prepared, password);
    return startOnFreePorts(prepared, state, password);
  });
}

async function prepareState(prepared: Prepared): Promise<ClusterState> {
  const { binaries, paths, log, user } = prepared;
  const state = prepared.state ?? stateOfSingle;
  const survivor = otherNode(state.primary);
  if (await hasData(paths.nodes[state.primary], binaries)) return state;
  if (state.standby === 'in-sync' && (await hasData(paths.nodes[survivor], binaries))) {
    log(`the data of node ${state.primary} is missing, and node ${survivor} has everything`);
    return save(prepared, { primary: survivor, standby: 'none' });
  }
  log(`creating an empty Postgres ${binaries.version} cluster of two nodes in ${paths.nodes.a.data}`);
  await initialise(binaries, paths.nodes.a, user);
  await cloneResting(binaries, paths.nodes.a, paths.nodes.b, user);
  return save(prepared, { primary: 'a', standby: 'behind' });
}

async function save({ paths }: Prepared, state: ClusterState): Promise<ClusterState> {
  await writeState(paths.state, state);
  return state;
}

/** In a file, because everybody on this machine can read a process' arguments. */
export async function writePassfile({ paths, user }: Prepared, password: string): Promise<void> {
  await writeFile(paths.passfile, `127.0.0.1:*:*:${superuser}:${password}\n`, { mode: 0o600 });
  if (user !== undefined) await chown(paths.passfile, user.uid, user.gid);
}

async function startOnFreePorts(prepared: Prepared, state: ClusterState, password: string): Promise<EmbeddedCluster> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOn(await freePorts(), prepared, state, password);
    } catch (error) {
      if (attempt === portAttemptsMax || !(error instanceof PortTaken)) throw error;
    }
  }
}

type Ports = Readonly<Record<NodeName, number>>;

export async function freePorts(): Promise<Ports> {
  const a = await freePort();
  for (;;) {
    const b = await freePort();
    if (b !== a) return { a, b };
  }
}

async function startOn(ports: Ports, prepared: Prepared, state: ClusterState, password: string): Promise<EmbeddedCluster> {
  const { binaries, user, log, paths, lock } = prepared;
  const listeners: ((status: ClusterStatus) => void)[] = [];
  const nodes = { a: createNode('a', ports, prepared, password), b: createNode('b', ports, prepared, password) };
  const supervisor = new Supervisor({
    ...{ nodes, state, user, log, saveState: (next) => writeState(paths.state, next) },
    onChange: () => listeners.forEach((call) => call(statusOf(supervisor))),
  });
  const inSync = new Promise<void>((resolve) =>
    listeners.push(({ durability }) => void (durability === 'replicated' && resolve())),
  );
  try {
    await supervisor.start();
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  await Promise.race([inSync, sleep(standbyMsMax, undefined, { ref: false })]);
  return {
    url: clusterUrl(password, [ports.a, ports.b]),
    version: binaries.version,
    status: () => statusOf(supervisor),
    onChange: (call) => void listeners.push(call),
    failed: supervisor.failed,
    stop: async () => {
      await supervisor.stop();
      await lock.release();
    },
  };
}

/** The superuser's connection to whichever of the nodes takes writes. */
export function clusterUrl(password: string, ports: readonly number[]): string {
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',');
  return `postgres://${superuser}:${password}@${hosts}/postgres?target_session_attrs=read-write`;
}

export function createNode(name: NodeName, ports: Ports, prepared: Prepared, password: string): ClusterNode {
  const { binaries, user, log, paths } = prepared;
  const source = `host=127.0.0.1 port=${ports[otherNode(name)]} user=${superuser} passfile='${paths.passfile}'`;
  const following = {
    primary_conninfo: `${source} application_name=${standbyName(name)} connect_timeout=5`,
    primary_slot_name: standbyName(name),
  };
  const settings = settingArguments(ports[name], { ...clusterSettings, ...following, ...prepared.settings });
  return new ClusterNode({
    ...{ name, home: paths.nodes[name], port: ports[name], url: nodeUrl(password, ports[name]) },
    ...{ settings, binaries, user, log },
  });
}

function statusOf({ state, primary, standby }: Supervisor): ClusterStatus {
  const node = ({ name, port, pid }: ClusterNode): NodeStatus => ({ name, port, pid });
  const durability = state.standby === 'in-sync' && standby.pid !== undefined ? 'replicated' : 'single-copy';
  return { durability, primary: node(primary), standby: node(standby) };
}
