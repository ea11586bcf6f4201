import { startEmbeddedPostgres } from '@howdah/postgres-cluster';
import type { Place, Server } from './server.js';

export async function startPostgres({ folder }: Place): Promise<Server & { readonly databaseUrl: string }> {
  let release = '';
  const postgres = await startEmbeddedPostgres({
    dataDir: folder,
    log: (line) => (release = /^Postgres (\S+) runs/.exec(line)?.[1] ?? release),
  });
  return {
    title: `PostgreSQL ${release}`,
    url: postgres.url,
    databaseUrl: postgres.url,
    roots: [{ kind: 'postgres', pid: postgres.pid }],
    stop: () => postgres.stop(),
  };
}
