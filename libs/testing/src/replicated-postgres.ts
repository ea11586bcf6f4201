import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPair, type PairNode } from '@howdah/postgres-cluster';
import pg from 'pg';

/** A primary and a synchronous standby of this machine, for tests of what happens between them. */
export interface ReplicatedPostgres {
  /** Both hosts in one URL, the standby first. */
  readonly url: string;
  readonly primary: PairNode;
  readonly standby: PairNode;
  /** The standby confirms nothing any more: commits of the primary wait. */
  holdStandby(): Promise<void>;
  releaseStandby(): void;
  /** Makes a primary of the standby, whatever the primary does. Resolves when it takes writes. */
  promoteStandby(): Promise<void>;
  /** Makes what was promoted the standby of the former primary again: what it committed meanwhile is lost. */
  takePromotionBack(): Promise<void>;
  /** How many commits of the primary wait for the standby. */
  waitingCommits(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
// The data is thrown away, so nothing is gained by waiting for the disk.
const settings = { fsync: 'off', full_page_writes: 'off', shared_buffers: '32MB', wal_retrieve_retry_interval: '200ms' };

export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'howdah-replicated-'));
  await run('chmod', ['711', dataDir]);
  const pair = await startEmbeddedPair({ dataDir, settings });
  const { url, primary, standby } = pair;

  let heldPid: number | undefined;
  const releaseStandby = (): void => {
    if (heldPid !== undefined) process.kill(heldPid, 'SIGCONT');
    heldPid = undefined;
  };
  return {
    ...{ url, primary, standby, releaseStandby },
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
    takePromotionBack: () => pair.reclone(),
    async waitingCommits() {
      const rows = await query<{ pid: number }>(primary, "select pid from pg_stat_activity where wait_event = 'SyncRep'");
      return rows.map(({ pid }) => pid);
    },
    async stop() {
      releaseStandby();
      await pair.kill();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function query<Row extends pg.QueryResultRow>({ url }: PairNode, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
