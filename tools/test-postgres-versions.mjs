// Runs the storage tests on the older versions of Postgres that Howdah supports; the newest runs with all the others. All of them run on
// the oldest, and on those between it and the newest what may depend on the version: statements, plans, functions, the schema.
// `--all` runs all of them on each.
import { spawnSync } from 'node:child_process';

const folder = 'libs/storage/postgres/test';
const statements = ['message-store', 'query-plans', 'sql-functions', 'sql-ack', 'migrate', 'doctor'];
const ofStatements = process.argv.includes('--all') ? [folder] : statements.map((name) => `${folder}/${name}.test.ts`);

for (const [version, files] of [
  ['15', [folder]],
  ['16', ofStatements],
  ['17', ofStatements],
]) {
  console.log(`\nstorage on Postgres ${version}`);
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'integration', ...files], {
    env: { ...process.env, HOWDAH_TEST_POSTGRES: version, HOWDAH_PROPERTY_RUNS: process.env['HOWDAH_PROPERTY_RUNS'] ?? '20' },
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
