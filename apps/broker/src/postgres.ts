import { startEmbeddedPostgres } from '@howdah/postgres-cluster';
import { migrate, type Primary } from '@howdah/storage-postgres';
import type { Starting } from './start.js';
import { processGone } from './embedded-watch.js';
import { redactUrl } from './redact.js';
import { untilReachable } from './until-reachable.js';

/** A database that fails over, or comes up beside the broker, takes half a minute. */
const reachableMsMax = 60_000;

/** The database of the configuration, or one of our own. Returns its URL, which holds a password. */
export async function openPostgres(starting: Starting): Promise<string> {
  const { config, progress } = starting;
  if (config.databaseUrl === undefined) return startEmbedded(starting);
  progress.print(`• Postgres at ${redactUrl(config.databaseUrl)}`);
  return config.databaseUrl;
}

async function startEmbedded({ config, progress, closing, lifetime }: Starting): Promise<string> {
  const postgres = await progress.step(`embedded Postgres in ${config.dataDir}`, () =>
    startEmbeddedPostgres({ dataDir: config.dataDir, log: (line) => progress.note(line) }),
  );
  const watch = new AbortController();
  lifetime.onForced(() => tellToStop(postgres.pid));
  void processGone(postgres.pid, watch.signal).then(() =>
    lifetime.fail(
      `The embedded Postgres (process ${postgres.pid}) ended by itself; its log is postgres.log in ${config.dataDir}.`,
    ),
  );
  closing.push('embedded Postgres', async () => {
    watch.abort();
    await progress.step('stopping embedded Postgres', () => postgres.stop());
  });
  return postgres.url;
}

/** It runs in a process group of its own and would outlive us; so it stops cleanly by itself. */
function tellToStop(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It has gone already.
  }
}

/** Waits for a database that is not there yet, and brings its schema up to date. */
export function migrateDatabase(primary: Primary, { progress, lifetime }: Starting): Promise<unknown> {
  let told = false;
  const onUnreachable = ({ message }: Error): void => {
    if (!told) progress.note(`${message}; trying for ${reachableMsMax / 1000} s`);
    told = true;
  };
  const patience = { limitMs: reachableMsMax, pauseMs: 1_000, signal: lifetime.stopping, onUnreachable };
  return progress.step('database schema', async () => {
    const { version, applied } = await untilReachable(
      () => migrate({ primary }, (name) => progress.note(`migrating: ${name}`)),
      patience,
    );
    progress.note(applied.length === 0 ? `version ${version}, up to date` : `now version ${version}`);
  });
}
