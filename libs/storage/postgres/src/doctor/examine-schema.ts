import { readMigrationFiles } from '../migrate/migration-files.js';
import { readApplied } from '../migrate/schema-version.js';
import { someOf, type Diagnosis, type Examine, type Query } from './diagnosis.js';
import { compareCatalogues, expectedCatalogue, readCatalogue, type Drift } from './schema-catalogue.js';

const area = 'schema';

/** Migrations that are missing, or objects that are not as these have made them. */
export const examineSchema: Examine = async (query) => {
  const files = readMigrationFiles();
  const applied = await readApplied({ query: (text: string) => query(text) });
  const missing = files.filter(({ number }) => !applied.has(number)).map(({ name }) => name);
  const latest = Math.max(0, ...applied);
  if (latest > files.length) return [tooNew(latest, files.length)];
  if (missing.length > 0) return [behind(missing, applied.size === 0)];
  const version: Diagnosis = { area, level: 'ok', found: `version ${latest}, every migration has run` };
  return [version, ...(await drift(query)), ...(await invalidIndexes(query))];
};

function tooNew(found: number, known: number): Diagnosis {
  return {
    ...{ area, level: 'bad', found: `the database has version ${found}, this program knows up to ${known}` },
    remedy: 'Use a command line and brokers at least as new as the one that migrated this database.',
  };
}

function behind(missing: readonly string[], isEmpty: boolean): Diagnosis {
  return {
    ...{ area, level: 'bad' },
    found: isEmpty ? 'the database has no schema of Howdah yet' : `migrations are missing: ${someOf(missing)}`,
    remedy: 'Run howdah migrate up, or start a broker of this version.',
  };
}

async function drift(query: Query): Promise<Diagnosis[]> {
  const expected = expectedCatalogue();
  const found = compareCatalogues(await readCatalogue(query), expected);
  const { missing, changed, extra } = found;
  if (missing.length + changed.length + extra.length === 0)
    return [{ area, level: 'ok', found: `all ${Object.keys(expected).length} objects are as the migrations made them` }];
  return [...missingObjects(found, expected), ...changedObjects(found), ...extraObjects(found)];
}

function missingObjects({ missing }: Drift, expected: Readonly<Record<string, string>>): Diagnosis[] {
  if (missing.length === 0) return [];
  const indexes = missing.filter((name) => name.startsWith('index ')).map((name) => `${expected[name]!};`);
  return [
    {
      ...{ area, level: 'bad', found: `missing: ${someOf(missing)}` },
      remedy: 'Somebody has removed them. Indexes can be made again; anything else comes back from a backup.',
      ...(indexes.length === 0 ? {} : { fix: indexes.join('\n') }),
    },
  ];
}

function changedObjects({ changed }: Drift): Diagnosis[] {
  if (changed.length === 0) return [];
  return [
    {
      ...{ area, level: 'bad', found: `not as the migrations made them: ${someOf(changed)}` },
      remedy: 'Somebody has changed them. Undo that; the migrations show how they were.',
    },
  ];
}

function extraObjects({ extra }: Drift): Diagnosis[] {
  if (extra.length === 0) return [];
  const indexes = extra.filter((name) => name.startsWith('index ')).map((name) => name.slice('index '.length));
  return [
    {
      ...{ area, level: 'warn', found: `not of the migrations: ${someOf(extra)}` },
      remedy: 'An index more costs each publish; a later migration may collide with any of them.',
      ...(indexes.length === 0 ? {} : { fix: indexes.map((name) => `drop index concurrently howdah.${name};`).join('\n') }),
    },
  ];
}

/** What a REINDEX or CREATE INDEX CONCURRENTLY that was broken off has left: written to, and not read. */
async function invalidIndexes(query: Query): Promise<Diagnosis[]> {
  const rows = await query<{ name: string }>(
    `select indexrelid::regclass::text as name from pg_index join pg_class on pg_class.oid = indexrelid
     where relnamespace = 'howdah'::regnamespace and not (indisvalid and indisready)`,
  );
  if (rows.length === 0) return [];
  return [
    {
      ...{ area: 'indexes', level: 'bad', found: `invalid: ${someOf(rows.map(({ name }) => name))}` },
      remedy: 'They cost each write and serve no read.',
      fix: rows.map(({ name }) => `reindex index concurrently ${name};`).join('\n'),
    },
  ];
}
