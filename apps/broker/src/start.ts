import { createBroker, systemClock, type Broker, type Log } from '@howdah/core';
import { createRestApp } from '@howdah/protocol-rest';
import { Primary } from '@howdah/storage-postgres';
import { openAmqp } from './amqp.js';
import type { ClosingStack } from './closing-stack.js';
import type { Config } from './config.js';
import { builtDashboard } from './dashboard.js';
import { firstMessage } from './first-message.js';
import type { Lifetime } from './lifetime.js';
import { listenHttp } from './listen.js';
import { migrateDatabase, openPostgres } from './postgres.js';
import type { Progress } from './progress.js';
import { closeHttp, drainBroker } from './stop.js';
import { shownAddresses } from './shown-addresses.js';
import { openStorage } from './storage.js';

export interface Starting {
  readonly config: Config;
  readonly version: string;
  readonly log: Log;
  readonly progress: Progress;
  /** Each thing that is opened says here how it is closed; the last comes first. */
  readonly closing: ClosingStack;
  readonly lifetime: Lifetime;
}

/** From nothing to a broker that serves. On a failure the caller closes what was opened. */
export async function start(starting: Starting): Promise<void> {
  const { config, progress, closing } = starting;
  const { url, healthChecks } = await openPostgres(starting);
  const primary = new Primary({ url, log: starting.log });
  await migrateDatabase(primary, starting);

  const addresses: string[] = [];
  const storage = await progress.step('storage', () => openStorage(primary, config, { ...starting, addresses }));
  const { maxMessageBytes, basePath, durability } = config;
  const options = { maxBodyBytes: maxMessageBytes, durability, healthChecks };
  const broker = createBroker({ ...storage, clock: systemClock, log: starting.log, options });
  const { log, version } = starting;
  const app = await createRestApp({ ...{ broker, log, version, maxMessageBytes, basePath }, ...builtDashboard(progress) });
  closing.push('HTTP', () => closeHttp(app, starting));
  closing.push('broker', () => drainBroker(broker, starting));

  await progress.step('broker', () => startBroker(broker, starting));
  const amqpAddresses = await openAmqp(broker, starting);
  const httpAddress = await progress.step('HTTP', () => listenHttp(app, config));
  addresses.push(...shownAddresses([...amqpAddresses, httpAddress], config.host));
  progress.print(firstMessage(httpAddress, amqpAddresses, config));
}

async function startBroker(
  broker: Broker & { ensureAdministrator(user: string, password: string): Promise<boolean> },
  { config, progress, lifetime }: Starting,
): Promise<void> {
  lifetime.stopping.throwIfAborted();
  await broker.start();
  const { user, password } = config.admin;
  if (await broker.ensureAdministrator(user, password)) return progress.note(`created the first administrator, ${user}`);
  if (config.adminGiven)
    progress.note('there are users already: HOWDAH_ADMIN_USER and HOWDAH_ADMIN_PASSWORD create only the first');
}
