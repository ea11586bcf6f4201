import { someOf, type Diagnosis, type Examine, type Query } from './diagnosis.js';

const area = 'replication';
const lagBytesMax = 64 * 1024 * 1024;

interface Standby {
  readonly name: string;
  readonly state: string | null;
  readonly sync: string | null;
  readonly lag: string | null;
}

/** Whether a confirm stands for more than one copy, and which standbys fall behind. */
export const examineReplication: Examine = async (query) => {
  const [row] = await query<{ names: string }>(`select current_setting('synchronous_standby_names') as names`);
  const standbys = await query<Standby>(
    `select application_name as name, state, sync_state as sync, pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn)::text as lag
     from pg_stat_replication order by application_name`,
  );
  const inSync = standbys.filter(({ sync }) => sync === 'sync' || sync === 'quorum').map(({ name }) => name);
  return [diagnoseCopies(row!.names, standbys, inSync), ...standbys.flatMap(diagnoseLag), ...(await diagnoseBrokers(query))];
};

function diagnoseCopies(names: string, standbys: readonly Standby[], inSync: readonly string[]): Diagnosis {
  if (names === '')
    return {
      ...{
        area,
        level: 'warn',
        found: `a confirm means a single copy: synchronous_standby_names is empty, ${standbys.length} standbys`,
      },
      remedy: 'Name standbys that commits wait for, or leave it to Patroni or your provider (HOWDAH_REPLICATION=trust-provider).',
    };
  if (standbys.some(({ state }) => state === null))
    return { area, level: 'warn', found: 'this role may not see the standbys', remedy: 'See above: grant pg_monitor.' };
  if (inSync.length > 0) return { area, level: 'ok', found: `a confirm means two copies or more: ${someOf(inSync)} in sync` };
  return {
    ...{ area, level: 'bad', found: `commits wait for ${names}, and no such standby is connected: nothing can be published` },
    remedy: 'Bring a standby back. Only if that is impossible: do without one.',
    fix: `alter system set synchronous_standby_names = '';\nselect pg_reload_conf();`,
  };
}

function diagnoseLag({ name, lag }: Standby): Diagnosis[] {
  if (lag === null || Number(lag) < lagBytesMax) return [];
  return [
    {
      ...{ area, level: 'warn', found: `standby ${name} is ${Math.round(Number(lag) / 1024 / 1024)} MiB behind` },
      remedy: 'See its disk and its network; a failover to it would lose what it has not got, if it is not synchronous.',
    },
  ];
}

async function diagnoseBrokers(query: Query): Promise<Diagnosis[]> {
  const brokers = await query<{ name: string }>(
    `select name from howdah.lease_owner where kind = 'broker' and expires_at > now() order by name`,
  );
  const names = brokers.map(({ name }) => name);
  return [
    { area: 'brokers', level: 'ok', found: names.length === 0 ? 'none lives on this database now' : `alive: ${someOf(names)}` },
  ];
}
