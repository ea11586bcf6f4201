import { BrokerError } from '@howdah/core';
import { DataSource, MigrationExecutor, type MigrationInterface, type QueryRunner } from 'typeorm';
import { PrimaryClient } from '../primary/primary-client.js';
import { primaryOf, type DatabaseSource, type Primary } from '../primary/primary.js';
import { toStorageError } from '../sqlstate.js';
import { readMigrationFiles, type MigrationFile } from './migration-files.js';
import { migrationTable, readApplied, refuseNewerSchema } from './schema-version.js';

export type MigrateOptions = DatabaseSource & {
  /** How long to wait for another broker that is migrating. Default 60,000 ms. */
  readonly waitMs?: number;
};

export interface SchemaVersion {
  /** Number of the last migration; 0 without any. */
  readonly version: number;
  /** Names of the migrations that were run now. */
  readonly applied: readonly string[];
}

/** 'howdah' in ASCII: the advisory lock of whoever migrates. */
const lockKey = '114827953725800';

/**
 * Brings the database to this program's schema: every missing migration in a transaction of its own, one broker at a time.
 * schema_too_new when the database is ahead; storage_unavailable when it cannot be reached or another holds the lock too long.
 * `onProgress` is told each migration's name before it runs.
 */
export async function migrate(options: MigrateOptions, onProgress: (name: string) => void = () => {}): Promise<SchemaVersion> {
  const files = readMigrationFiles();
  const primary = primaryOf(options);
  return withRunner(
    primary,
    files.map((file) => toMigration(file, onProgress)),
    async (runner) => {
      await takeLock(runner, options.waitMs ?? 60_000);
      refuseNewerSchema(await readApplied(runner), files.length, await hostOf(primary));
      await createSchema(runner);
      const executor = new MigrationExecutor(runner.dataSource, runner);
      executor.transaction = 'each';
      const done = await executor.executePendingMigrations();
      return { version: files.length, applied: done.map((migration) => files[migration.timestamp - 1]!.name) };
    },
  );
}

/** Refuses a database that this program cannot work with, and changes nothing. */
export async function checkSchema(source: DatabaseSource): Promise<SchemaVersion> {
  const files = readMigrationFiles();
  const primary = primaryOf(source);
  return withRunner(primary, [], async (runner) => {
    const applied = await readApplied(runner);
    const host = await hostOf(primary);
    refuseNewerSchema(applied, files.length, host);
    const missing = files.filter((file) => !applied.has(file.number));
    if (missing.length === 0) return { version: files.length, applied: [] };
    throw new BrokerError(
      'storage_unavailable',
      `the database at ${host} lacks the migrations ${missing.map((file) => file.name).join(', ')}`,
      {
        remedy: 'Migrate it: a broker of this version does so when it starts.',
      },
    );
  });
}

const hostOf = async (primary: Primary): Promise<string> => (await primary.locate()).node.name;

type NamedMigration = MigrationInterface & { readonly name: string };

function toMigration(file: MigrationFile, onProgress: (name: string) => void): new () => NamedMigration {
  return class implements NamedMigration {
    // TypeORM takes the last 13 characters for a timestamp, which here is the migration's number.
    readonly name = `${file.name}_${String(file.number).padStart(13, '0')}`;

    async up(runner: QueryRunner): Promise<void> {
      onProgress(file.name);
      // Better no migration than a queue of publishers behind a lock that does not come.
      await runner.query(`set local lock_timeout = '5s'; set local statement_timeout = 0`);
      await runner.query(file.sql);
    }

    down(): Promise<void> {
      return Promise.reject(new Error('migrations are only appended; restore a backup to go back'));
    }
  };
}

/** One connection for everything: its end gives the lock back, whatever happened. */
async function withRunner<T>(
  primary: Primary,
  migrations: readonly (new () => NamedMigration)[],
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: primary.nodes[0].url,
    schema: 'howdah',
    migrations: [...migrations],
    migrationsTableName: migrationTable,
    applicationName: 'howdah-migrate',
    poolSize: 2,
    connectTimeoutMS: 10_000,
    poolErrorHandler: () => undefined,
    extra: { Client: PrimaryClient, primary },
    installExtensions: false,
    // Silent: the default logger writes failures of migrations to stdout, here they are thrown.
    logger: 'debug',
  });
  try {
    await dataSource.initialize();
    const runner = dataSource.createQueryRunner();
    return await work(runner).finally(() => runner.release());
  } catch (error) {
    throw toStorageError(error);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

async function takeLock(runner: QueryRunner, waitMs: number): Promise<void> {
  try {
    await runner.query(`select set_config('statement_timeout', '0', false), set_config('lock_timeout', $1, false)`, [
      `${waitMs}ms`,
    ]);
    await runner.query('select pg_advisory_lock($1)', [lockKey]);
  } catch (error) {
    const lateness = toStorageError(error);
    if (lateness.details['sqlState'] !== '55P03') throw lateness;
    throw new BrokerError('storage_unavailable', `another broker has been migrating this database for more than ${waitMs} ms`, {
      cause: error,
      remedy: 'Wait for it to finish; pg_stat_activity shows it as howdah-migrate.',
    });
  }
}

/** Looked for first: CREATE SCHEMA wants a privilege on the database even when the schema is there. */
async function createSchema(runner: QueryRunner): Promise<void> {
  const [schema] = (await runner.query(`select to_regnamespace('howdah') is null as missing`)) as [{ missing: boolean }];
  if (schema.missing) await runner.query('create schema howdah');
}
