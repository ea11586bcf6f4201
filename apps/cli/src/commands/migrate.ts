import type { Command } from 'commander';
import { confirm, dryRunFlag, type ChangeOptions } from '../change.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { text, type Column } from '../output/cells.js';
import { formatNumberOf } from '../output/figures.js';
import { addDatabaseOptions, databaseUrl, type DatabaseOptions } from '../settings/database-url.js';

interface Migration {
  readonly name: string;
  readonly isApplied: boolean;
}

const columns: readonly Column<Migration>[] = [
  { name: 'name', head: 'migration', cell: ({ name }) => text(name, 'strong') },
  { name: 'isApplied', head: 'state', cell: ({ isApplied }) => (isApplied ? text('applied', 'good') : text('missing', 'warn')) },
];

interface SqlOptions extends DatabaseOptions {
  readonly all?: true;
}

export function addMigrateCommands(program: Command, cli: Cli): void {
  const migrate = program.command('migrate').description("The database's schema: a broker migrates by itself when it starts");
  addDatabaseOptions(
    migrate.command('status').description('Which migrations the database has; exit code 1 when some are missing'),
  ).action(cli.action(showStatus));
  addDatabaseOptions(migrate.command('up').description('Run the missing migrations, one broker or command line at a time'))
    .option(...dryRunFlag)
    .action(cli.action(migrateUp));
  addDatabaseOptions(migrate.command('sql').description('Print the SQL of the missing migrations'))
    .option('--all', 'of all, without asking a database')
    .action(cli.action(printSql));
}

async function showStatus({ out, io }: Invocation, _: readonly string[], options: DatabaseOptions): Promise<ExitCode> {
  const { migrationStatus } = await import('@howdah/storage-postgres');
  const migrations = await migrationStatus({ url: databaseUrl(options, io, (words) => out.warn(words)) });
  const listed = migrations.map(({ number, name, isApplied }) => ({ number, name, isApplied }));
  const missing = listed.filter(({ isApplied }) => !isApplied).length;
  await out.list(columns, listed, {
    empty: '',
    summary: missing === 0 ? 'up to date' : `${formatNumberOf(missing, 'migration')} missing`,
  });
  return missing === 0 ? exitCodes.ok : exitCodes.failed;
}

async function migrateUp(invocation: Invocation, _: readonly string[], options: DatabaseOptions & ChangeOptions): Promise<void> {
  const { out, io } = invocation;
  const url = databaseUrl(options, io, (words) => out.warn(words));
  const { migrate, migrationStatus } = await import('@howdah/storage-postgres');
  const missing = (await migrationStatus({ url })).filter(({ isApplied }) => !isApplied).map(({ name }) => name);
  if (options.dryRun === true) return out.wouldDo(missing.length === 0 ? 'would do nothing' : `would run ${missing.join(', ')}`);
  if (missing.length > 0)
    await confirm(invocation, `Run ${formatNumberOf(missing.length, 'migration')} (${missing.join(', ')})?`);
  const { version, applied } = await migrate({ url }, (name) => out.note(`migrating: ${name}`));
  await out.done(applied.length === 0 ? `version ${version}, up to date` : `now version ${version}`, { version, applied });
}

async function printSql({ out, io }: Invocation, _: readonly string[], options: SqlOptions): Promise<void> {
  const { migrationFiles, migrationStatus } = await import('@howdah/storage-postgres');
  const wanted =
    options.all === true
      ? migrationFiles()
      : (await migrationStatus({ url: databaseUrl(options, io, (words) => out.warn(words)) })).filter(
          ({ isApplied }) => !isApplied,
        );
  for (const { name, sql } of wanted) await out.write(`-- ${name}\nbegin;\n${sql.trimEnd()}\ncommit;\n\n`);
  if (wanted.length === 0) out.note('no migration is missing');
}
