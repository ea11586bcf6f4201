import pg from 'pg';

/**
 * Brings new servers to where those are that have run under load for a while. Postgres writes its log into files that it has used before; a new
 * server has none, and commits wait while it makes them: until the end of the first checkpoint that a load of two gigabytes brings about
 * (docs/adr/0074-a-log-that-is-made.md).
 * @param standbyUrl of one that each commit waits for.
 */
export async function makeLog(url: string, standbyUrl?: string): Promise<void> {
  await query(url, [hold, useUp, release, 'checkpoint', `set synchronous_commit = 'remote_apply'`, commit]);
  // It has replayed the checkpoint by now, and reuses its own files up to there.
  if (standbyUrl !== undefined) await query(standbyUrl, ['checkpoint']);
}

/** Or a checkpoint in between would have the first half used again, and the second would not be made. A cluster lets a slot hold 1 GB at most. */
const hold = `select pg_create_physical_replication_slot('made_log', true)`;
const release = `select pg_drop_replication_slot('made_log')`;

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
