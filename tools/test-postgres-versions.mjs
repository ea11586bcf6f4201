// Runs the storage tests on the older versions of Postgres that Howdah supports; the newest runs with all the others.
import { spawnSync } from 'node:child_process';

for (const version of ['15', '16', '17']) {
  console.log(`\nstorage on Postgres ${version}`);
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'integration', 'libs/storage/postgres/test'], {
    env: { ...process.env, HOWDAH_TEST_POSTGRES: version, HOWDAH_PROPERTY_RUNS: process.env['HOWDAH_PROPERTY_RUNS'] ?? '20' },
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
