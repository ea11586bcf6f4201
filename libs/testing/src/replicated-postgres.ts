import { execFile } from 'node:child_process';
import { appendFile, chown, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@howdah/postgres-cluster';
import pg from 'pg';

/** A primary and a synchronous standby of this machine, for tests of what happens between them. */
export interface ReplicatedPostgres {
  /** Both hosts in one URL, the standby first. */
  readonly url: string;
  readonly primary: EmbeddedPostgres;
  readonly standby: EmbeddedPostgres;
  /** The standby confirms nothing any more: commits of the primary wait. */
  holdStandby(): Promise<void>;
  releaseStandby(): void;
  /** Makes a primary of the standby, whatever the primary does. Resolves when it takes writes. */
  promoteStandby(): Promise<void>;
  /** How many commits of the primary wait for the standby. */
  waitingCommits(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
// The data is thrown away, so nothing is gained by waiting for the disk.
const settings = { fsync: 'off', full_page_writes: 'off', shared_buffers: '32MB', wal_retrieve_retry_interval: '200ms' };

export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const root = await mkdtemp(join(tmpdir(), 'howdah-replicated-'));
  await run('chmod', ['711', root]);
  const [primaryDir, standbyDir] = [join(root, 'primary'), join(root, 'standby')];
  const first = await startEmbeddedPostgres({ dataDir: primaryDir, settings });
  await first.stop();
  await run('mkdir', [standbyDir]);
  await run('cp', ['-a', await realpath(join(primaryDir, 'cluster')), join(standbyDir, 'cluster')]);
  await makeStandby(join(standbyDir, 'cluster', 'data'), first.url);
  const primary = await startEmbeddedPostgres({ dataDir: primaryDir, port: first.port, settings });
  await query(primary, "select pg_create_physical_replication_slot('standby')");
  const standby = await startEmbeddedPostgres({ dataDir: standbyDir, settings });
  await replicateSynchronously(primary);

  let heldPid: number | undefined;
  const releaseStandby = (): void => {
    if (heldPid !== undefined) process.kill(heldPid, 'SIGCONT');
    heldPid = undefined;
  };
  return {
    ...{ primary, standby, releaseStandby },
    url: primary.url.replace('@', `@127.0.0.1:${standby.port},`),
    async holdStandby() {
      const [receiver] = await query<{ pid: number }>(standby, 'select pid from pg_stat_wal_receiver');
      heldPid = receiver!.pid;
      process.kill(heldPid, 'SIGSTOP');
    },
    async promoteStandby() {
      // The receiver has to end for the promotion; with what has arrived.
      const promoted = query(standby, 'select pg_promote(true, 30)');
      releaseStandby();
      await promoted;
    },
    async waitingCommits() {
      const rows = await query<{ pid: number }>(primary, "select pid from pg_stat_activity where wait_event = 'SyncRep'");
      return rows.map(({ pid }) => pid);
    },
    async stop() {
      releaseStandby();
      await Promise.all([standby.kill(), primary.kill()]);
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function makeStandby(data: string, primaryUrl: string): Promise<void> {
  const { port, username, password } = new URL(primaryUrl);
  const connection = `host=127.0.0.1 port=${port} user=${username} password=${password} application_name=standby`;
  await appendFile(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${connection}'\nprimary_slot_name = 'standby'\n`);
  await writeFile(join(data, 'standby.signal'), '');
  const { uid, gid } = await stat(data);
  await chown(join(data, 'standby.signal'), uid, gid);
}

async function replicateSynchronously(primary: EmbeddedPostgres): Promise<void> {
  await query(primary, "alter system set synchronous_standby_names = 'ANY 1 (*)'");
  await query(primary, 'select pg_reload_conf()');
  const inSync = "select 1 from pg_stat_replication where state = 'streaming' and sync_state = 'quorum'";
  while ((await query(primary, inSync)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function query<Row extends pg.QueryResultRow>({ url }: EmbeddedPostgres, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
