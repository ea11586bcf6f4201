import { toStorageError } from '../sqlstate.js';
import { PrimaryClient } from '../primary/primary-client.js';
import { primaryOf, type DatabaseSource } from '../primary/primary.js';
import { readMigrationFiles, type MigrationFile } from './migration-files.js';
import { readApplied } from './schema-version.js';

export interface MigrationStatus extends MigrationFile {
  readonly isApplied: boolean;
}

/** Every migration of this program, and whether the database has it. Changes nothing; errors as those of `migrate`. */
export async function migrationStatus(source: DatabaseSource): Promise<readonly MigrationStatus[]> {
  const client = new PrimaryClient({ primary: primaryOf(source), application_name: 'howdah-migrate' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const applied = await readApplied({ query: async (text: string) => (await client.query(text)).rows as unknown });
    return readMigrationFiles().map((file) => ({ ...file, isApplied: applied.has(file.number) }));
  } catch (error) {
    throw toStorageError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** SQL of every migration, in order, as `migrate` runs it: each in a transaction of its own. */
export function migrationFiles(): readonly MigrationFile[] {
  return readMigrationFiles();
}
