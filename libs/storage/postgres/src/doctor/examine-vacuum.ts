import type { Diagnosis, Examine, Query } from './diagnosis.js';

const area = 'vacuum';
/** Dead rows of the runs: beyond this a claim reads more of them than of the living. */
const deadRowsMax = 200_000;
/** Of the 2,147 million ids that there are. */
const idAgeMax = 1_000_000_000;
const holdMinutesMax = 5;

/** Dead rows, and who keeps vacuum from taking them away. */
export const examineVacuum: Examine = async (query) => {
  const found = [
    ...(await deadRows(query)),
    ...(await idAge(query)),
    ...(await oldTransactions(query)),
    ...(await preparedTransactions(query)),
    ...(await slots(query)),
  ];
  return found.length > 0 ? found : [{ area, level: 'ok', found: 'vacuum keeps up, and nobody holds it back' }];
};

async function deadRows(query: Query): Promise<Diagnosis[]> {
  const rows = await query<{ name: string; dead: string; last: Date | null }>(
    `select relid::regclass::text as name, n_dead_tup as dead, greatest(last_autovacuum, last_vacuum) as last
     from pg_stat_user_tables where schemaname = 'howdah' and n_dead_tup > greatest($1, 10 * n_live_tup)`,
    [deadRowsMax],
  );
  return rows.map(({ name, dead, last }) => ({
    ...{ area, level: 'warn', found: `${name} has ${dead} dead rows; vacuumed ${last === null ? 'never' : last.toISOString()}` },
    ...{ remedy: 'See who holds vacuum back; then vacuum by hand.', fix: `vacuum (analyze) ${name};` },
  }));
}

async function idAge(query: Query): Promise<Diagnosis[]> {
  const [row] = await query<{ age: number }>(
    `select age(datfrozenxid) as age from pg_database where datname = current_database()`,
  );
  if (row!.age < idAgeMax) return [];
  return [
    {
      ...{
        area,
        level: 'bad',
        found: `the oldest transaction id is ${row!.age} old: near 2,100 million the database stops taking writes`,
      },
      ...{ remedy: 'See who holds vacuum back; then freeze.', fix: 'vacuum (freeze);' },
    },
  ];
}

async function oldTransactions(query: Query): Promise<Diagnosis[]> {
  const rows = await query<{ pid: number; who: string; state: string; minutes: number }>(
    `select pid, concat_ws(' ', usename, nullif(application_name, '')) as who, coalesce(state, backend_type) as state,
            (extract(epoch from now() - xact_start) / 60)::int4 as minutes
     from pg_stat_activity where backend_xmin is not null and xact_start < now() - make_interval(mins => $1) and pid <> pg_backend_pid()
     order by xact_start limit 10`,
    [holdMinutesMax],
  );
  return rows.map(({ pid, who, state, minutes }) => ({
    ...{
      area,
      level: 'bad',
      found: `session ${pid} (${who}, ${state}) has held a snapshot for ${minutes} min: no dead row goes`,
    },
    ...{ remedy: 'End its transaction, or the session.', fix: `select pg_terminate_backend(${pid});` },
  }));
}

async function preparedTransactions(query: Query): Promise<Diagnosis[]> {
  const rows = await query<{ gid: string; minutes: number }>(
    `select gid, (extract(epoch from now() - prepared) / 60)::int4 as minutes from pg_prepared_xacts
     where prepared < now() - make_interval(mins => $1)`,
    [holdMinutesMax],
  );
  return rows.map(({ gid, minutes }) => ({
    ...{ area, level: 'bad', found: `a prepared transaction, ${gid}, has waited for ${minutes} min: no dead row goes` },
    ...{ remedy: 'Commit it, or roll it back, in its own database.', fix: `rollback prepared '${gid.replaceAll("'", "''")}';` },
  }));
}

async function slots(query: Query): Promise<Diagnosis[]> {
  const rows = await query<{ name: string; kept: string }>(
    `select slot_name as name, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) as kept from pg_replication_slots
     where not active and (xmin is not null or catalog_xmin is not null
                           or pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) > 1024 * 1024 * 1024)`,
  );
  return rows.map(({ name, kept }) => ({
    ...{
      area,
      level: 'bad',
      found: `nobody uses the replication slot ${name}, which keeps ${kept} of log and holds vacuum back`,
    },
    remedy: 'Bring its replica back; drop the slot when there is none any more.',
    fix: `select pg_drop_replication_slot('${name.replaceAll("'", "''")}');`,
  }));
}
