import { fileURLToPath } from 'node:url';
import { checksOf } from './outcome.mjs';

/**
 * Runs a program of our own, from `clients/`.
 *
 * @param {import('./suites/suite.mjs').Context} context
 * @param {string} script Its file.
 * @param {...string} words What runs it. Debian's, which has Debian's libraries; another one may come first on the path.
 * @returns {Promise<import('./outcome.mjs').Outcome>}
 */
export async function runChecks({ broker, run, folder }, script, ...words) {
  const path = fileURLToPath(new URL(`../clients/${script}`, import.meta.url));
  const env = { AMQP_URL: `${broker.url}/%2F`, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' };
  const [program, ...programArguments] = words;
  const { output } = await run(program, [...programArguments, path], { cwd: folder, env });
  return checksOf(output);
}
