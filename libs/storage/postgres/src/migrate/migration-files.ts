import { readdirSync, readFileSync } from 'node:fs';

/** One step of the schema, from migrations/NNNN_name.sql. */
export interface MigrationFile {
  readonly number: number;
  /** NNNN_name */
  readonly name: string;
  readonly sql: string;
}

/** src/migrate and dist/migrate are equally far from it. */
const folder = new URL('../../migrations/', import.meta.url);

/** In order. Numbers run from 1 without gaps; a file is never changed once it was released. */
export function readMigrationFiles(): readonly MigrationFile[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file, index) => {
    const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1]);
    if (number !== index + 1) throw new Error(`migrations/${file}: expected number ${index + 1} and the form NNNN_name.sql`);
    return { number, name: file.slice(0, -'.sql'.length), sql: readFileSync(new URL(file, folder), 'utf8') };
  });
}
