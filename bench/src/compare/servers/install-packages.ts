import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Installs packages of npm, with their versions, into a folder of their own, without running anybody's scripts. Done once, then kept. */
export async function installPackages(versions: Readonly<Record<string, string>>, cache: string): Promise<string> {
  const wanted = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  const folder = join(cache, 'npm', wanted.join('+'));
  if (wanted.length === 0) return '';
  const done = join(folder, 'installed');
  if ((await readFile(done, 'utf8').catch(() => '')) === 'yes') return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--save-exact'];
  await promisify(execFile)('npm', ['install', ...options, ...wanted], { cwd: folder });
  await writeFile(done, 'yes');
  return folder;
}
