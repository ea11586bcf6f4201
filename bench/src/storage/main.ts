import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@howdah/postgres-cluster';
import { createDatabases } from './databases.js';
import { backlogCase } from './backlog.js';
import { coreCase } from './core-case.js';
import { engineCase } from './engine-case.js';
import { environment } from '../environment.js';

/** Rounds of each case; the cases of a round run one after another, so that a noisy machine disturbs all alike. */
const ROUNDS = Number(process.env['HOWDAH_BENCH_ROUNDS'] ?? 5);
/** Backlog of the long queue. */
const BACKLOG = Number(process.env['HOWDAH_BENCH_BACKLOG'] ?? 5_000_000);

const dataDir = await mkdtemp(join(tmpdir(), 'howdah-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir });
try {
  const databases = await createDatabases(postgres.url);
  console.log(environment(postgres.version));
  await engineCase(postgres.pid, databases, ROUNDS);
  await coreCase(postgres.pid, databases, ROUNDS);
  await backlogCase(postgres.pid, databases, BACKLOG, ROUNDS);
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
