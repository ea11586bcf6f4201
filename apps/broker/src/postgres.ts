import type { FurtherCheck } from '@howdah/core';
import { migrate, type Primary } from '@howdah/storage-postgres';
import type { Starting } from './start.js';
import { openCluster, openSingle } from './embedded.js';
import { redactUrl } from './redact.js';
import { untilReachable } from './until-reachable.js';

/** A database that fails over, or comes up beside the broker, takes half a minute. */
const reachableMsMax = 60_000;

export interface Opened {
  /** Holds a password. */
  readonly url: string;
  readonly healthChecks: readonly FurtherCheck[];
}

/** The database of the configuration, or one of our own. */
export async function openPostgres(starting: Starting): Promise<Opened> {
  const { config, progress } = starting;
  if (config.databaseUrl === undefined) return config.embedded === 'single' ? openSingle(starting) : openCluster(starting);
  progress.print(`• Postgres at ${redactUrl(config.databaseUrl)}`);
  return { url: config.databaseUrl, healthChecks: [] };
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
