import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outcomeOf } from '../outcome.mjs';

const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url));
const config = fileURLToPath(new URL('../../../libs/sdk/test/programs/vitest.config.ts', import.meta.url));

/** The suite that the SDK passes in process and over AMQP, on a broker of its own. @type {import('./suite.mjs').Suite} */
export const sdk = {
  name: 'sdk',
  title: '@howdah/sdk',
  timeoutMs: 120_000,
  async run({ broker, run, folder }) {
    const report = join(folder, 'report.json');
    const words = [vitest, 'run', '--config', config, '--reporter=json', `--outputFile=${report}`];
    await run(process.execPath, words, { env: { ...process.env, AMQP_URL: broker.url } });
    const { testResults } = JSON.parse(await readFile(report, 'utf8'));
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    return outcomeOf(tests.map(({ title, status }) => ({ name: title, passed: status === 'passed' })));
  },
};
