import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from '@howdah/postgres-cluster';
import pg from 'pg';
import { onTestFinished } from 'vitest';

/** An empty directory that is removed after the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'howdah-cluster-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Starts a Postgres that is stopped after the test. */
export async function start(dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' }, ...options });
  onTestFinished(() => postgres.stop());
  return postgres;
}

/** A process of its own that started one Postgres, or a cluster of two, in that directory. */
export interface Supervisor {
  readonly pid: number;
  /** Of the primary, when there are two. */
  readonly postgres: { readonly pids: readonly number[]; readonly port: number; readonly url: string };
  /** Ends it without a chance to stop its Postgres. */
  kill(): Promise<void>;
}

export async function startSupervisor(dataDir: string, shape: 'single' | 'cluster' = 'single'): Promise<Supervisor> {
  const program = fileURLToPath(new URL('./programs/supervisor.ts', import.meta.url));
  const node = [process.execPath, '--conditions=howdah-source', '--import=tsx', program, dataDir, shape] as const;
  const child = spawn(node[0], node.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const postgres = JSON.parse(line) as Supervisor['postgres'];
  onTestFinished(() => postgres.pids.forEach(killIfThere));
  return { pid: child.pid!, postgres, kill };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Runs one statement on a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
