import { createBroker, type Broker, type Log } from '@howdah/core';
import { createMetrics, createRestApp } from '@howdah/protocol-rest';
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
import { findSupervisor } from './workers/worker.js';

export interface Starting {
  readonly config: Config;
  readonly version: string;
  readonly log: Log;
  readonly progress: Progress;
  /** Each thing that is opened says here how it is closed; the last comes first. */
  readonly closing: ClosingStack;
  readonly lifetime: Lifetime;
}

/** Where clients on this machine reach it. */
export interface Addresses {
  readonly http: string;
  /** May be empty; the first is the one to try. */
  readonly amqp: readonly string[];
}

/** From nothing to a broker that serves. On a failure the caller closes what was opened. */
export async function start(starting: Starting): Promise<void> {
  const { config, progress, closing } = starting;
  const supervisor = findSupervisor();
  const { url, healthChecks } = await openPostgres(starting);
  const primary = new Primary({ url, log: starting.log });
  await migrateDatabase(primary, starting);

  const addresses: string[] = [];
  const storage = await progress.step('storage', () => openStorage(primary, config, { ...starting, addresses }));
  const { maxMessageBytes, basePath, environment, durability } = config;
  const checks = supervisor === undefined ? healthChecks : [() => supervisor.health()];
  const options = { maxBodyBytes: maxMessageBytes, durability, healthChecks: checks };
  const broker = createBroker({ ...storage, log: starting.log, options });
  const { log, version } = starting;
  const own = createMetrics(broker, version);
  const metrics = supervisor?.metricsOfAll(own) ?? own;
  const app = await createRestApp({
    ...{ broker, log, version, metrics, maxMessageBytes, basePath, ...(environment && { environment }) },
    ...builtDashboard(progress),
  });
  closing.push('HTTP', () => closeHttp(app, starting));
  closing.push('broker', () => drainBroker(broker, starting));

  await progress.step('broker', () => startBroker(broker, starting));
  const amqp = await openAmqp(broker, starting);
  const http = await progress.step('HTTP', () => listenHttp(app, config));
  addresses.push(...shownAddresses([...amqp, http], config.host));
  if (supervisor === undefined) progress.print(firstMessage(http, amqp, config));
  else await supervisor.ready({ http, amqp });
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
