import { startEmbeddedCluster, startEmbeddedPostgres } from '@howdah/postgres-cluster';
import { makeLog } from './make-log.js';
import type { Place, Server } from './server.js';

export type Database = Server & { readonly databaseUrl: string };

export async function startPostgres({ folder }: Place): Promise<Database> {
  let release = '';
  const postgres = await startEmbeddedPostgres({
    dataDir: folder,
    log: (line) => (release = /^Postgres (\S+) runs/.exec(line)?.[1] ?? release),
  });
  await makeLog(postgres.url);
  return {
    title: `PostgreSQL ${release}`,
    url: postgres.url,
    databaseUrl: postgres.url,
    roots: [{ kind: 'postgres', pid: postgres.pid }],
    stop: () => postgres.stop(),
  };
}

/** A primary and a synchronous standby. */
export async function startReplicatedPostgres({ folder }: Place): Promise<Database> {
  const cluster = await startEmbeddedCluster({ dataDir: folder, log: () => undefined });
  const { primary, standby } = cluster.status();
  // Nobody kills the primary here: its own address does for clients that know but one.
  const urlOf = ({ port }: { port: number }) => new URL(cluster.url.replace(/@[^/]+/, `@127.0.0.1:${port}`)).href;
  const url = urlOf(primary);
  await makeLog(url, urlOf(standby));
  return {
    title: `PostgreSQL ${cluster.version} with a synchronous standby`,
    url,
    databaseUrl: url,
    roots: [primary, standby].map(({ pid }) => ({ kind: 'postgres', pid: pid! })),
    stop: () => cluster.stop(),
  };
}
