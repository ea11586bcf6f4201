// Runs the storage tests on the older versions of Postgres that Howdah supports; the newest runs with all the others.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const folder = 'libs/storage/postgres/test';
/** What works on the oldest and on the newest can differ between them only in plans and in the catalog. */
const plansAndCatalog = ['query-plans', 'migrate', 'doctor', 'maintenance', 'sql-functions', 'sql-ack'].map(
  (name) => `${folder}/${name}.test.ts`,
);
const versions = { 15: [folder], 16: plansAndCatalog, 17: plansAndCatalog };

const codes = await Promise.all(Object.entries(versions).map(testOn));
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

async function testOn([version, files]) {
  const env = { HOWDAH_TEST_POSTGRES: version, HOWDAH_PROPERTY_RUNS: process.env['HOWDAH_PROPERTY_RUNS'] ?? '20' };
  const run = spawn('npx', ['vitest', 'run', '--project', 'integration', ...files], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], output, errors] = await Promise.all([once(run, 'close'), text(run.stdout), text(run.stderr)]);
  console.log(`\nstorage on Postgres ${version}\n${output}`);
  console.error(errors);
  return code;
}
