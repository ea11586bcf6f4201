import { rm } from 'node:fs/promises';
import { rabbitmqPackages } from '@howdah/testing/programs';
import { installDebian } from './install-debian.mjs';
import { installNpm } from './install-npm.mjs';
import { isolationPackages } from './isolate.mjs';

/**
 * Installs what these suites need. What is missing is the failure of the suites that need it.
 *
 * @param {readonly import('./suites/suite.mjs').Suite[]} suites
 * @param {import('./options.mjs').Options} options
 * @param {string} log
 * @returns {Promise<Map<import('./suites/suite.mjs').Suite, { folder: string } | { error: string }>>} The folder is that of the suite's npm
 *   package; empty without one.
 */
export async function installAll(suites, { broker, cache }, log) {
  await rm(log, { force: true });
  const ofAll = [...(broker === 'running' ? [] : isolationPackages), ...(broker === 'reference' ? rabbitmqPackages : [])];
  const packagesOf = (suite) => [...ofAll, ...(suite.debian ?? [])];
  const missing = await installDebian([...new Set(suites.flatMap(packagesOf))], log);
  const places = new Map();
  for (const suite of suites) {
    const needed = packagesOf(suite).filter((name) => missing.names.includes(name));
    places.set(suite, needed.length > 0 ? { error: missing.error } : await installPackage(suite, { cache, log }));
  }
  return places;
}

async function installPackage({ npm }, where) {
  if (npm === undefined) return { folder: '' };
  try {
    return { folder: await installNpm(npm, where) };
  } catch (error) {
    return { error: error.message };
  }
}
