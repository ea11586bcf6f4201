import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.mjs';

/**
 * @typedef {object} NpmSuite
 * @property {string} tarball A package whose tarball holds its tests, with its version.
 * @property {Readonly<Record<string, string>>} dependencies What the tests need, each with its version; instead of the package's own lists, which
 *   name tools that tests don't need.
 */

/**
 * Unpacks a package with its tests and installs what they need, without running anybody's scripts. Done once, then kept.
 *
 * @param {NpmSuite} suite
 * @param {{ cache: string, log: string }} where
 * @returns {Promise<string>} The package's folder.
 */
export async function installNpm({ tarball, dependencies }, { cache, log }) {
  const folder = join(cache, 'npm', tarball.replaceAll('/', '+'));
  const unpacked = join(folder, 'package');
  const wanted = JSON.stringify(dependencies);
  if ((await readFile(join(folder, 'installed.json'), 'utf8').catch(() => '')) === wanted) return unpacked;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const run = (program, ...programArguments) => must(program, programArguments, folder, log);
  await run('npm', 'pack', tarball, '--silent', '--pack-destination', folder);
  await run('sh', '-c', 'tar xzf ./*.tgz');
  await useDependencies(join(unpacked, 'package.json'), dependencies);
  await must('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], unpacked, log);
  await access(join(unpacked, 'test'));
  await writeFile(join(folder, 'installing.json'), wanted);
  await rename(join(folder, 'installing.json'), join(folder, 'installed.json'));
  return unpacked;
}

async function useDependencies(path, dependencies) {
  const { devDependencies: _, scripts: __, ...manifest } = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...manifest, dependencies }, null, 2));
}

async function must(program, programArguments, cwd, log) {
  const { code } = await runCommand(program, programArguments, { cwd, log, timeoutMs: 300_000 });
  if (code !== 0) throw new Error(`${program} ${programArguments.join(' ')} failed, see ${log}`);
}
