import { BrokerError } from '@howdah/core';

export const migrationTable = 'migration';

/** Numbers of the migrations that this database has. Empty when it is not Howdah's yet. */
export async function readApplied(runner: { query(text: string): Promise<unknown> }): Promise<ReadonlySet<number>> {
  const [table] = (await runner.query(`select to_regclass('howdah.${migrationTable}') is not null as exists`)) as [
    { exists: boolean },
  ];
  if (!table.exists) return new Set();
  const rows = (await runner.query(`select "timestamp"::int8 as number from howdah.${migrationTable}`)) as { number: string }[];
  return new Set(rows.map((row) => Number(row.number)));
}

/** An older program would not understand what a newer one has written. */
export function refuseNewerSchema(applied: ReadonlySet<number>, known: number, host: string): void {
  const found = Math.max(0, ...applied);
  if (found <= known) return;
  throw new BrokerError(
    'schema_too_new',
    `the database at ${host} has schema version ${found}, this program knows up to ${known}`,
    {
      remedy: 'Start a version of Howdah at least as new as the one that migrated this database, or use another database.',
      details: { found, known, host },
    },
  );
}
