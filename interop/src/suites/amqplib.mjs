import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outcomeOf } from '../outcome.mjs';

const reporter = fileURLToPath(new URL('../node-test-reporter.mjs', import.meta.url));

/** @type {import('./suite.mjs').Suite} */
export const amqplib2 = {
  name: 'amqplib-2',
  title: 'amqplib 2.0.1',
  npm: { tarball: 'amqplib@2.0.1', dependencies: { claire: '0.4.1' } },
  timeoutMs: 120_000,
  async run({ broker, run, folder, installed }) {
    const results = join(folder, 'results.jsonl');
    const reporting = [`--test-reporter=${reporter}`, `--test-reporter-destination=${results}`];
    const readable = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
    // The package's own limit of 1000 ms a test is too small for two cores.
    const limits = ['--test-timeout=20000', '--test-concurrency=1'];
    await run('sh', ['-c', `exec "$@" test/*.test.js`, 'sh', process.execPath, '--test', ...limits, ...reporting, ...readable], {
      cwd: installed,
      env: { URL: broker.url },
    });
    const lines = (await readFile(results, 'utf8')).split('\n').filter((line) => line !== '');
    const tests = lines.map((line) => JSON.parse(line)).filter(({ outcome }) => outcome !== 'skipped');
    return outcomeOf(tests.map(({ name, outcome }) => ({ name, passed: outcome === 'passed' })));
  },
};

/** @type {import('./suite.mjs').Suite} */
export const amqplib0 = {
  name: 'amqplib-0.10',
  title: 'amqplib 0.10.9',
  npm: {
    tarball: 'amqplib@0.10.9',
    dependencies: { 'buffer-more-ints': '1.0.0', 'url-parse': '1.5.10', claire: '0.4.1', mocha: '9.2.2' },
  },
  timeoutMs: 120_000,
  async run({ broker, run, folder, installed }) {
    const results = join(folder, 'results.json');
    await rm(results, { force: true });
    const options = ['--check-leaks', '-u', 'tdd', '--exit', '--timeout', '20000'];
    await run(
      process.execPath,
      ['node_modules/mocha/bin/mocha', ...options, '--reporter', 'json', '--reporter-option', `output=${results}`, 'test/'],
      {
        cwd: installed,
        env: { URL: broker.url },
      },
    );
    const { passes, failures } = JSON.parse(await readFile(results, 'utf8'));
    return { passed: passes.length, failed: failures.map(({ fullTitle }) => fullTitle) };
  },
};
