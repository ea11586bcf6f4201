import type { Diagnosis, Examine } from './diagnosis.js';

interface Settings {
  readonly version: number;
  readonly encoding: string;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly autovacuum: string;
  readonly idle_timeout: string;
  readonly statement_timeout: string;
  readonly connections: number;
  readonly connections_max: number;
}

const area = 'settings';

/** Only what costs messages, or lets the broker wait for ever. */
export const examineSettings: Examine = async (query) => {
  const [settings] = await query<Settings>(
    `select current_setting('server_version_num')::int4 / 10000 as version, current_setting('server_encoding') as encoding,
            current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
            current_setting('synchronous_commit') as synchronous_commit, current_setting('autovacuum') as autovacuum,
            current_setting('idle_in_transaction_session_timeout') as idle_timeout,
            current_setting('statement_timeout') as statement_timeout,
            (select count(*)::int4 from pg_stat_activity where backend_type = 'client backend') as connections,
            current_setting('max_connections')::int4 - current_setting('superuser_reserved_connections')::int4 as connections_max`,
  );
  const found = rules.map((rule) => rule(settings!)).filter((diagnosis) => diagnosis !== null);
  if (found.length > 0) return found;
  return [{ area, level: 'ok', found: `Postgres ${settings!.version}, nothing in the settings that costs messages` }];
};

const oldest = 15;
const newest = 18;

const rules: readonly ((settings: Settings) => Diagnosis | null)[] = [
  ({ version }) =>
    version >= oldest && version <= newest
      ? null
      : {
          ...{ area, level: version < oldest ? 'bad' : 'warn', found: `Postgres ${version}` },
          remedy: `Howdah is tested with Postgres ${oldest} to ${newest}.`,
        },
  ({ encoding }) =>
    encoding === 'UTF8'
      ? null
      : {
          ...{ area, level: 'bad', found: `the database has the encoding ${encoding}` },
          remedy: 'Names and routing keys are UTF-8: make a database with encoding UTF8.',
        },
  ({ fsync }) =>
    fsync === 'on'
      ? null
      : {
          ...{ area, level: 'bad', found: 'fsync is off: a crash of the machine may destroy the whole cluster' },
          ...{ remedy: 'Turn it on; only data that may be lost goes without.', fix: reload('fsync', 'on') },
        },
  ({ full_page_writes: writes }) =>
    writes === 'on'
      ? null
      : {
          ...{ area, level: 'bad', found: 'full_page_writes is off: a crash may leave torn pages behind' },
          ...{ remedy: 'Turn it on, unless the file system writes pages whole.', fix: reload('full_page_writes', 'on') },
        },
  ({ synchronous_commit: commit }) =>
    commit === 'on' || commit === 'remote_apply'
      ? null
      : {
          ...{ area, level: 'bad', found: `synchronous_commit is ${commit} for this role: a confirm may be lost` },
          ...{
            remedy: 'Leave it on; the broker says itself which commits need not wait.',
            fix: 'alter role current_user reset synchronous_commit;',
          },
        },
  ({ autovacuum }) =>
    autovacuum === 'on'
      ? null
      : {
          ...{ area: 'vacuum', level: 'bad', found: 'autovacuum is off: queues grow slower by the hour' },
          ...{ remedy: 'Turn it on.', fix: reload('autovacuum', 'on') },
        },
  ({ idle_timeout: timeout }) =>
    timeout !== '0'
      ? null
      : {
          ...{ area, level: 'warn', found: 'idle_in_transaction_session_timeout is 0' },
          remedy: 'A client that forgets to end a transaction keeps dead rows in every queue. Set a limit.',
          fix: reload('idle_in_transaction_session_timeout', '10min'),
        },
  ({ connections, connections_max: most }) =>
    connections < most * 0.8
      ? null
      : {
          ...{ area, level: 'warn', found: `${connections} of ${most} connections are in use` },
          remedy: 'Raise max_connections (needs a restart), or find out who holds them: pg_stat_activity.',
        },
];

function reload(name: string, value: string): string {
  return `alter system set ${name} = '${value}';\nselect pg_reload_conf();`;
}
