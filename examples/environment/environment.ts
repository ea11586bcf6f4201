import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@howdah/postgres-cluster';
import { startOwnBroker } from './own-broker.js';
import { UsageError } from './usage-error.js';

/** What an example runs against. */
export interface Environment {
  /** Of a broker, as `AMQP_URL` names it. */
  readonly amqpUrl: string;
  /** Of a Postgres, as `DATABASE_URL` names it. */
  readonly databaseUrl: string;
  /** Aborted when somebody wants the example to end. */
  readonly signal: AbortSignal;
}

interface Opened {
  readonly environment: Environment;
  readonly close: () => Promise<void>;
}

/**
 * The broker and the database that AMQP_URL and DATABASE_URL name; without both of these, own ones whose data is thrown away and whose
 * database is the same.
 */
export async function openEnvironment(variables: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Opened> {
  const amqpUrl = variables['AMQP_URL'] || undefined;
  const databaseUrl = variables['DATABASE_URL'] || undefined;
  if (amqpUrl !== undefined && databaseUrl !== undefined)
    return { environment: { amqpUrl, databaseUrl, signal }, close: async () => undefined };
  if (amqpUrl === undefined && databaseUrl === undefined) return openOwn(signal);
  const [given, missing] = amqpUrl === undefined ? ['DATABASE_URL', 'AMQP_URL'] : ['AMQP_URL', 'DATABASE_URL'];
  throw new UsageError(`${given} is set and ${missing} is not: set both, or none to have a broker and a Postgres started.`);
}

async function openOwn(signal: AbortSignal): Promise<Opened> {
  console.log('starting a Postgres and a broker whose data is thrown away; AMQP_URL and DATABASE_URL name running ones instead');
  const dataDir = await mkdtemp(join(tmpdir(), 'howdah-example-'));
  const removeData = (): Promise<void> => rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  const postgres = await startEmbeddedPostgres({ dataDir }).catch(async (error: unknown) => {
    await removeData();
    throw error;
  });
  const stopPostgres = async (): Promise<void> => {
    await postgres.stop();
    await removeData();
  };
  const broker = await startOwnBroker(postgres.url, signal).catch(async (error: unknown) => {
    await stopPostgres();
    throw error;
  });
  const close = async (): Promise<void> => {
    await broker.stop();
    await stopPostgres();
  };
  return { environment: { amqpUrl: broker.amqpUrl, databaseUrl: postgres.url, signal }, close };
}
