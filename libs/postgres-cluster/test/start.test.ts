import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPostgres, startEmbeddedPostgres, type PostgresVersion } from '@howdah/postgres-cluster';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { query, start, startSupervisor, temporaryDirectory } from './temporary-cluster.js';

const versions: PostgresVersion[] = ['18', '17', '16', '15'];

test.each(versions)('starts Postgres %s in an empty directory', async (version) => {
  const postgres = await start(await temporaryDirectory(), { version });
  const [row] = await query<{ major: string; encoding: string; collation: string }>(
    postgres.url,
    `select current_setting('server_version') as major, current_setting('server_encoding') as encoding,
            (select datcollate from pg_database where datname = current_database()) as collation`,
  );
  expect(row).toMatchObject({ encoding: 'UTF8', collation: 'C.UTF-8' });
  expect(row?.major.split('.')[0]).toBe(version);
  expect(findPostgres(version).release).toContain(`${version}.`);
});

test('runs with checksums, full durability and nothing listening but the loopback address', async () => {
  const postgres = await start(await temporaryDirectory(), { settings: {} });
  const settings = await query<{ name: string; setting: string }>(postgres.url, 'select name, setting from pg_settings');
  expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toMatchObject({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    data_checksums: 'on',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    wal_level: 'replica',
  });
});

test('refuses a wrong password and keeps the right one from other users', async () => {
  const dataDir = await temporaryDirectory();
  const postgres = await start(dataDir);
  const wrong = new URL(postgres.url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect((await stat(join(dataDir, 'cluster', 'password'))).mode & 0o777).toBe(0o600);
});

test('a second start finds the data of the first', async () => {
  const dataDir = await temporaryDirectory();
  const first = await start(dataDir);
  await query(first.url, 'create table kept as select 7 as value');
  await first.stop();
  const second = await start(dataDir);
  expect(await query(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
});

test('stops while a session is open, and stopping twice is no harm', async () => {
  const postgres = await start(await temporaryDirectory());
  const client = new pg.Client({ connectionString: postgres.url });
  client.on('error', () => {}); // being cut off is what this test does to it
  await client.connect();
  const cut = new Promise<void>((resolve) => client.once('end', resolve));
  await postgres.stop();
  await postgres.stop();
  await cut;
  await expect(query(postgres.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('starts again with its data after Postgres was killed with a statement running', async () => {
  const dataDir = await temporaryDirectory();
  const first = await start(dataDir);
  await query(first.url, 'create table kept as select 7 as value');
  // A backend that computes does not notice that its postmaster died: it would hold the shared memory for minutes.
  const busy = new pg.Client({ connectionString: first.url });
  busy.on('error', () => {});
  await busy.connect();
  const computing = busy.query(
    `do $$ begin perform count(*) from generate_series(1, 100000000) a, generate_series(1, 1000) b; end $$`,
  );
  const interrupted = expect(computing).rejects.toThrow();
  await waitForState(first.url, 'active', 'do $$%');
  await first.kill();
  const second = await start(dataDir);
  await interrupted;
  expect(await query(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
});

test('starts again with its data when the killed supervisor left its Postgres running', async () => {
  const dataDir = await temporaryDirectory();
  const supervisor = await startSupervisor(dataDir);
  await query(supervisor.postgres.url, 'create table kept as select 7 as value');
  await supervisor.kill();
  expect(await query(supervisor.postgres.url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
  const next = await start(dataDir, { port: supervisor.postgres.port });
  expect(await query(next.url, 'select value from kept')).toEqual([{ value: 7 }]);
  expect(supervisor.postgres.pids).not.toContain(next.pid);
});

test('refuses a second starter and names the process that holds the directory', async () => {
  const dataDir = await temporaryDirectory();
  const supervisor = await startSupervisor(dataDir);
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(`${dataDir} is in use by process ${supervisor.pid}`);
  expect(await query(supervisor.postgres.url, 'select 1 as undisturbed')).toEqual([{ undisturbed: 1 }]);
});

test('lets exactly one of many simultaneous starters in', async () => {
  const dataDir = await temporaryDirectory();
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => start(dataDir)));
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
});

test('begins again when an earlier initdb was cut off half-way', async () => {
  const dataDir = await temporaryDirectory();
  const first = await start(dataDir);
  await first.stop();
  const home = await realpath(join(dataDir, 'cluster'));
  await mkdir(join(home, 'data.unfinished'));
  await writeFile(join(home, 'data.unfinished', 'PG_VERSION'), '18\n');
  await rm(join(home, 'data'), { recursive: true });
  const postgres = await start(dataDir);
  expect(await query(postgres.url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
});

test('starts when the pid in a stale postmaster.pid belongs to somebody else by now', async () => {
  const dataDir = await temporaryDirectory();
  const first = await start(dataDir);
  const pidFile = join(await realpath(join(dataDir, 'cluster')), 'data', 'postmaster.pid');
  const [, ...rest] = (await readFile(pidFile, 'utf8')).split('\n');
  await first.kill();
  const owner = await stat(join(pidFile, '..'));
  const stranger = spawn('sleep', ['600'], { uid: owner.uid, gid: owner.gid });
  onTestFinished(() => void stranger.kill());
  await once(stranger, 'spawn');
  await writeFile(pidFile, [stranger.pid, ...rest].join('\n'));
  const second = await start(dataDir);
  expect(await query(second.url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
  expect(stranger.exitCode).toBeNull();
});

test('says that the port it was told to use is taken', async () => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const dataDir = await temporaryDirectory();
  await expect(startEmbeddedPostgres({ dataDir, port })).rejects.toThrow(
    /did not start[^]*could not bind[^]*Address already in use/,
  );
});

test('refuses data of another major version and says which one it needs', async () => {
  const dataDir = await temporaryDirectory();
  const first = await start(dataDir, { version: '17' });
  await first.stop();
  const refused = startEmbeddedPostgres({ dataDir, version: '18' });
  await expect(refused).rejects.toMatchObject({ remedy: expect.stringContaining('start with version 17') as string });
});

async function waitForState(url: string, state: string, statement: string): Promise<void> {
  const seen = `select 1 from pg_stat_activity where state = '${state}' and query like '${statement}' and pid <> pg_backend_pid()`;
  while ((await query(url, seen)).length === 0);
}
