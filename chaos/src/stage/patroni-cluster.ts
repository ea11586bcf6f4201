import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { postgresAccount } from './account.js';
import { ClusterView } from './cluster-view.js';
import type { DatabaseNode, PatroniCluster } from './database.js';
import { startEtcd } from './etcd.js';
import { findPrograms } from './packages.js';
import type { Options } from '../options.js';
import { timings } from './patroni-config.js';
import { PatroniNode } from './patroni-node.js';

const names = ['pg1', 'pg2', 'pg3'];
const startMsMax = 120_000;

/** Three nodes under Patroni and etcd on this machine, on free ports. `folder` is for their data; everybody may enter it. */
export async function startPatroniCluster(
  folder: string,
  { patroni, replication }: Pick<Options, 'patroni' | 'replication'>,
): Promise<PatroniCluster> {
  const programs = await findPrograms(patroni);
  const account = await postgresAccount();
  const home = join(folder, 'home');
  await account.makeFolder(home);
  const etcd = await startEtcd(folder, join(folder, 'etcd.log'));
  const passwords = { superuser: secret(), replication: secret() };
  const brokerLogin = { user: 'howdah', password: secret() };
  const nodes = await Promise.all(
    names.map((name) => PatroniNode.create({ name, programs, replication, etcd: etcd.port, passwords, home, account, folder })),
  );
  const of = ({ name }: DatabaseNode): PatroniNode => nodes.find((node) => node.name === name)!;
  const fileSystem = (node: DatabaseNode) => of(node).fileSystem;
  const cluster: PatroniCluster = {
    title: programs.versions,
    nodes,
    electedForMs: 1_000 * timings(programs.patroniMajor).ttl,
    login: { user: 'postgres', password: passwords.superuser, database: 'postgres' },
    brokerLogin,
    postmaster: (node) => of(node).postmaster,
    kill: (node) => of(node).kill(),
    revive: (node) => of(node).start(),
    switchOver: (node) => switchOver(of(node)),
    cutReplication: (primary, standbys) => of(primary).cutReplication(standbys.map(({ name }) => name)),
    isolate: (node) => of(node).isolate(nodes.filter(({ name }) => name !== node.name)),
    freeze: (node) => of(node).signal('SIGSTOP'),
    thaw: (node) => of(node).signal('SIGCONT'),
    killPatroni: (node) => of(node).killPatroni(),
    signalEtcd: (signal) => void process.kill(etcd.pid, signal),
    heal: () => nodes.forEach((node) => node.heal()),
    ...(nodes.every(({ isMounted }) => isMounted) ? { fileSystem } : {}),
    async stop() {
      await Promise.all(nodes.map((node) => node.close()));
      await etcd.kill();
    },
  };
  try {
    await Promise.all(nodes.map((node) => node.start()));
    const view = new ClusterView(cluster);
    const primary = await view.whole(startMsMax);
    await view.query(primary, `create role ${brokerLogin.user} login password '${brokerLogin.password}'`);
    await view.query(primary, `grant pg_monitor to ${brokerLogin.user}`);
    await view.query(primary, `create database howdah owner ${brokerLogin.user} template template0`);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

/** Hex digits alone: fit for a URL, a file and a statement. */
const secret = (): string => randomBytes(16).toString('hex');

async function switchOver({ name, restPort }: PatroniNode): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${restPort}/switchover`, {
    method: 'POST',
    body: JSON.stringify({ leader: name }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Patroni refuses the switchover from ${name}: ${response.status} ${text}`);
}
