// Runs the storage tests on the older versions of Postgres that Howdah supports; the newest runs with all the others.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

const codes = await Promise.all(['15', '16', '17'].map(testOn));
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

/** With one file at a time: together they fill two processors, and no run waits at its end for its longest file. */
async function testOn(version) {
  const tests = ['--project', 'integration', '--maxWorkers', '1', 'libs/storage/postgres/test'];
  const env = { HOWDAH_TEST_POSTGRES: version, HOWDAH_PROPERTY_RUNS: process.env['HOWDAH_PROPERTY_RUNS'] ?? '20' };
  const run = spawn('npx', ['vitest', 'run', ...tests], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], output, errors] = await Promise.all([once(run, 'close'), text(run.stdout), text(run.stderr)]);
  console.log(`\nstorage on Postgres ${version}\n${output}`);
  console.error(errors);
  return code;
}
