// Runs the storage tests on the older versions of Postgres that Howdah supports; the newest runs with all the others. All of them on the
// oldest; on those between, whatever asks the planner, the catalogue or a statement of the message path.
import { spawnSync } from 'node:child_process';

const tests = 'libs/storage/postgres/test';
const statements = [
  'message-store',
  'query-plans',
  'migrate',
  'maintenance',
  'packs',
  'scan',
  'sql-ack',
  'sql-functions',
  'doctor',
];

const files = {
  15: [tests],
  16: statements.map((name) => `${tests}/${name}.test.ts`),
  17: statements.map((name) => `${tests}/${name}.test.ts`),
};

for (const [version, chosen] of Object.entries(files)) {
  console.log(`\nstorage on Postgres ${version}`);
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'integration', ...chosen], {
    env: { ...process.env, HOWDAH_TEST_POSTGRES: version, HOWDAH_PROPERTY_RUNS: process.env['HOWDAH_PROPERTY_RUNS'] ?? '10' },
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
