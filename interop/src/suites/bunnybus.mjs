import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outcomeOf } from '../outcome.mjs';

/** @type {import('./suite.mjs').Suite} */
export const bunnybus = {
  name: 'bunnybus',
  title: 'bunnybus 2.2.0',
  npm: {
    tarball: 'bunnybus@2.2.0',
    dependencies: { amqplib: '0.5.6', async: '2.6.4', bluebird: '3.7.2', code: '4.1.0', lab: '11.2.2', q: '1.5.1' },
  },
  timeoutMs: 180_000,
  alone: true,
  async run({ run, folder, installed }) {
    const results = join(folder, 'results.json');
    const reports = ['-r', 'console', '-o', 'stdout', '-r', 'json', '-o', results];
    // The usual limit of 2000 ms a test is too small for two cores.
    const limit = ['-m', '10000'];
    await run(process.execPath, ['node_modules/lab/bin/lab', 'test', ...limit, ...reports], { cwd: installed });
    const { tests } = JSON.parse(await readFile(results, 'utf8'));
    const all = Object.entries(tests).flatMap(([path, inPath]) =>
      inPath.map((test) => ({ ...test, name: `${path}/${test.title}` })),
    );
    // An error without a message is left out; only `false` is none.
    return outcomeOf(all.map(({ name, err }) => ({ name, passed: err === false })));
  },
};
