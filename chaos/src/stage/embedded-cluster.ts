import { join } from 'node:path';
import { startEmbeddedCluster } from '@howdah/postgres-cluster';
import type { DatabaseCluster, DatabaseNode } from './database.js';
import { endProcess } from './process.js';

/** The embedded primary and standby under their own supervisor, which promotes and clones by itself. Needs nothing but npm. */
export async function startEmbedded(folder: string): Promise<DatabaseCluster> {
  // The data is thrown away, and what is killed is a process: nothing is gained by waiting for the disk.
  const settings = { fsync: 'off', full_page_writes: 'off', shared_buffers: '64MB' };
  const cluster = await startEmbeddedCluster({ dataDir: join(folder, 'embedded'), settings, log: () => undefined });
  const url = new URL(cluster.url.replace(/@[^/]+/, '@127.0.0.1'));
  const login = { user: url.username, password: url.password };
  const nodeOf = ({ name, port }: { name: string; port: number }): DatabaseNode => ({ name: `howdah_${name}`, port });
  const { primary, standby } = cluster.status();
  const pidOf = ({ port }: DatabaseNode): number => {
    const { primary, standby } = cluster.status();
    return [primary, standby].find((node) => node.port === port)!.pid!;
  };
  return {
    title: `embedded PostgreSQL ${cluster.version}, primary and standby`,
    nodes: [nodeOf(primary), nodeOf(standby)],
    login: { ...login, database: url.pathname.slice(1) },
    brokerLogin: login,
    postmaster: pidOf,
    kill: async (node) => endProcess(pidOf(node)),
    revive: async () => undefined,
    stop: () => cluster.stop(),
  };
}
