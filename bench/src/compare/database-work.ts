import pg from 'pg';
import type { Server } from './servers/server.js';

/** What a Postgres has written and committed until now. */
export interface DatabaseWork {
  readonly walBytes: number;
  readonly commits: number;
}

/** Undefined where there is no Postgres behind the server. */
export async function databaseWorkOf({ databaseUrl }: Server): Promise<DatabaseWork | undefined> {
  if (databaseUrl === undefined) return undefined;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ wal: string; commits: string }>(
      "select pg_current_wal_insert_lsn() - '0/0' as wal, sum(xact_commit) as commits from pg_stat_database",
    );
    return { walBytes: Number(rows[0]!.wal), commits: Number(rows[0]!.commits) };
  } finally {
    await client.end();
  }
}
