import { DataSource } from 'typeorm';
import { PrimaryClient } from '../primary/primary-client.js';
import { primaryOf, type DatabaseSource } from '../primary/primary.js';
import { toStorageError } from '../sqlstate.js';
import { entities } from './entities.js';

export type AdminOptions = DatabaseSource & {
  /** Default 4: administration is rare. */
  readonly connections?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
};

/** The connections of the administrative side, ready for use; `destroy()` closes them. */
export async function openDataSource(options: AdminOptions): Promise<DataSource> {
  const { connections = 4, applicationName = 'howdah-admin' } = options;
  const primary = primaryOf(options);
  const dataSource = new DataSource({
    type: 'postgres',
    url: primary.nodes[0].url,
    schema: 'howdah',
    entities: Object.values(entities),
    applicationName,
    poolSize: connections,
    connectTimeoutMS: 10_000,
    // An idle connection that breaks is replaced at the next use.
    poolErrorHandler: () => undefined,
    extra: { Client: PrimaryClient, primary },
    installExtensions: false,
    logger: 'debug',
  });
  try {
    return await dataSource.initialize();
  } catch (error) {
    throw toStorageError(error);
  }
}
