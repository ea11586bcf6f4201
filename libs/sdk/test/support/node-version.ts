import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = resolve(import.meta.dirname, '../../../../node_modules/.cache/howdah-node');

/**
 * The program of a version of Node, such as `22.13.0`, as npm has it for this platform. Fetched once, then kept.
 *
 * @throws When npm has no such version, or cannot be reached.
 */
export async function nodeOfVersion(version: string): Promise<string> {
  const program = join(cache, version, 'bin/node');
  if (await exists(program)) return program;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'fetching-'));
  try {
    const name = `node-${process.platform}-${process.arch}@${version}`;
    await run('npm', ['pack', name, '--silent', '--pack-destination', folder]);
    await run('sh', ['-c', 'tar xzf ./*.tgz --strip-components=1 package/bin/node && rm ./*.tgz'], { cwd: folder });
    await rename(folder, join(cache, version)).catch(ignoreTaken);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return program;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Another run was faster. */
function ignoreTaken(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}
