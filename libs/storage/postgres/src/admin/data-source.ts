import { DataSource } from 'typeorm';
import { toStorageError } from '../sqlstate.js';
import { QuietClient } from '../wire/quiet-client.js';
import { entities } from './entities.js';

export interface AdminOptions {
  readonly url: string;
  /** Default 4: administration is rare. */
  readonly connections?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
}

/** The connections of the administrative side, ready for use; `destroy()` closes them. */
export async function openDataSource({
  url,
  connections = 4,
  applicationName = 'howdah-admin',
}: AdminOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema: 'howdah',
    entities: Object.values(entities),
    applicationName,
    poolSize: connections,
    connectTimeoutMS: 10_000,
    // An idle connection that breaks is replaced at the next use.
    poolErrorHandler: () => undefined,
    extra: { Client: QuietClient, connectionString: url, keepAlive: true, keepAliveInitialDelayMillis: 2_000 },
    installExtensions: false,
    logger: 'debug',
  });
  try {
    return await dataSource.initialize();
  } catch (error) {
    throw toStorageError(error);
  }
}
