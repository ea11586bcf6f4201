// npm run interop: every suite against a broker, and a table of what was expected and what was got.
import { appendFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { killAllGroups } from './src/command.mjs';
import { inTurns } from './src/in-turns.mjs';
import { installAll } from './src/install.mjs';
import { readOptions, usage } from './src/options.mjs';
import { startSuite } from './src/start-suite.mjs';
import { suites, suitesNamed } from './src/suites/all.mjs';
import { table } from './src/table.mjs';
import { judge } from './src/verdict.mjs';

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(name, () => {
    interrupted.abort();
    killAllGroups();
  });
}

try {
  process.exitCode = await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

/** @returns {Promise<number>} The code to exit with. */
async function main(options) {
  if (options.help || options.list) {
    console.log(options.help ? usage : suites.map(({ name }) => name).join('\n'));
    return 0;
  }
  const chosen = suitesNamed(options.suites);
  const logs = join(options.cache, 'logs');
  await mkdir(logs, { recursive: true });
  const places = await installAll(chosen, options, join(logs, 'install.log'));
  const runAndTell = async (suite) => {
    const started = Date.now();
    const log = join(logs, `${suite.name}.log`);
    const place = places.get(suite);
    const result = 'error' in place ? place : await startSuite(suite, place.folder, options, log);
    const report = { suite, result, seconds: (Date.now() - started) / 1000, ...judge(suite.name, options.broker, result) };
    tell(report, log);
    return report;
  };
  const { signal } = interrupted;
  const alone = chosen.filter((suite) => suite.alone);
  const together = chosen.filter((suite) => !suite.alone);
  const reports = [
    ...(await inTurns(alone, { atATime: 1, signal }, runAndTell)),
    ...(await inTurns(together, { atATime: options.jobs, signal }, runAndTell)),
  ];
  if (signal.aborted) return 1;
  console.log(`\n${tableOf(reports)}`);
  countFor(reports);
  return reports.some(({ worse }) => worse.length > 0) ? 1 : 0;
}

/** For `.ci/run`, which adds up what all its steps have tested: a known failure is none. */
function countFor(reports) {
  const path = process.env.HOWDAH_TEST_TOTALS;
  if (path === undefined) return;
  const passed = reports.reduce((sum, { result }) => sum + ('error' in result ? 0 : result.passed), 0);
  const failed = reports.reduce((sum, { worse }) => sum + worse.length, 0);
  appendFileSync(path, `${JSON.stringify({ passed, failed })}\n`);
}

function tell({ suite, known, worse }, log) {
  console.log(`${worse.length === 0 ? 'ok' : 'NOT OK'}  ${suite.title}, see ${log}`);
  for (const line of known) console.log(`  known: ${line}`);
  for (const line of worse) console.log(`  worse: ${line}`);
}

function tableOf(reports) {
  const rows = reports.map(({ suite, result, expected, seconds, worse }) => [
    suite.title,
    `${expected.passed} / ${Object.keys(expected.failed).length}`,
    'error' in result ? 'no result' : `${result.passed} / ${result.failed.length}`,
    `${seconds.toFixed(0)} s`,
    worse.length === 0 ? 'ok' : 'NOT OK',
  ]);
  return table([['suite', 'expected passed / failed', 'got passed / failed', 'time', ''], ...rows]);
}
