import { runCommand } from './command.mjs';

const tenMinutes = 600_000;

/**
 * Sees to it that these packages of Debian are there.
 *
 * @param {readonly string[]} packages
 * @param {string} log
 * @returns {Promise<{ names: readonly string[], error: string }>} What is still missing, and how to get it.
 */
export async function installDebian(packages, log) {
  const missing = await missingOf(packages, log);
  if (missing.length === 0) return { names: [], error: '' };
  const remedy = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) return { names: missing, error: `missing Debian packages; as root: ${remedy}` };
  await apt(['update', '-qq'], log);
  await apt(['install', '-y', '-qq', '--no-install-recommends', ...missing], log);
  return { names: await missingOf(missing, log), error: `${remedy} failed, see ${log}` };
}

/** Without dpkg-query all are missing. */
async function missingOf(packages, log) {
  if (packages.length === 0) return [];
  const query = ['-W', '-f=${Package} ${db:Status-Status}\n', ...packages];
  const { output } = await runCommand('dpkg-query', query, { log, timeoutMs: 60_000 }).catch(() => ({ output: '' }));
  return packages.filter((name) => !output.split('\n').includes(`${name} installed`));
}

/** Whether it was of use tells the next look. */
async function apt(aptArguments, log) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand('apt-get', aptArguments, { env, log, timeoutMs: tenMinutes }).catch(() => undefined);
}
