import pg from 'pg';

/**
 * Brings new servers to where those are that have run for a while. Postgres writes its log into files that it has used before; a new server
 * has none, and until its first checkpoint, after a gigabyte, commits wait while it makes them.
 * @param standbyUrl of one that each commit waits for.
 */
export async function makeLog(url: string, standbyUrl?: string): Promise<void> {
  await query(url, [useUp, 'checkpoint', `set synchronous_commit = 'remote_apply'`, commit]);
  // It has replayed the checkpoint by now, and reuses its own files up to there.
  if (standbyUrl !== undefined) await query(standbyUrl, ['checkpoint']);
}

/** As many segments as Postgres keeps. Each needs something in it, or it would not be left for the next one. */
const useUp = `
  select count(pg_logical_emit_message(false, 'howdah', 'used')), count(pg_switch_wal())
  from generate_series(1, (select setting::int8 from pg_settings where name = 'min_wal_size') * 1048576
                          / (select setting::int8 from pg_settings where name = 'wal_segment_size'))`;

/** Which waits for the standby: what only reads does not. */
const commit = 'select pg_current_xact_id()';

async function query(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
