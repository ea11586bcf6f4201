import { Primary } from '@howdah/storage-postgres';
import { firstMessage } from '../first-message.js';
import { migrateDatabase, openPostgres } from '../postgres.js';
import type { Starting } from '../start.js';
import { Workers } from './workers.js';

/** From nothing to several broker processes on the same ports: the database, its schema, then the workers. */
export async function startWorkers(starting: Starting): Promise<void> {
  const { config, progress, closing, lifetime, log } = starting;
  const { url, healthChecks } = await openPostgres(starting);
  await migrateDatabase(new Primary({ url, log }), starting);
  const workers = new Workers({ databaseUrl: url, healthChecks, log, count: config.workers });
  closing.push('workers', () => progress.step(`stopping ${config.workers} workers`, () => workers.stop()));
  lifetime.onForced(() => workers.kill());
  const { http, amqp } = await progress.step(`${config.workers} workers`, () => workers.start());
  progress.print(firstMessage(http, amqp, config));
}
