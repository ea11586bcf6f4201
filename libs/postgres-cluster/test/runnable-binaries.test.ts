import { chmod, cp, lstat, mkdir, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findPostgres } from '@howdah/postgres-cluster';
import { expect, onTestFinished, test } from 'vitest';
import { makeLibraryLinks } from '../src/library-links.js';
import { program } from '../src/locate-binaries.js';
import { postgresUser } from '../src/os-user.js';
import { runnableBinaries } from '../src/runnable-binaries.js';
import { runProgram } from '../src/run-program.js';
import { query, start, temporaryDirectory } from './temporary-cluster.js';

const quiet = () => {};
const root = process.getuid?.() === 0;

test('makes the library links that an install without scripts leaves out', async () => {
  const binaries = { ...findPostgres(), directory: await copyWithoutLinks() };
  const user = await postgresUser(quiet);
  expect((await runProgram(program(binaries, 'postgres'), ['-V'], user)).output).toContain('cannot open shared object file');
  const runnable = await runnableBinaries(binaries, user, quiet);
  expect(runnable.directory).toBe(binaries.directory);
  expect((await runProgram(program(runnable, 'postgres'), ['-V'], user)).output).toContain('18.');
});

test('makes only the links that are missing', async () => {
  const directory = await copyWithoutLinks();
  await makeLibraryLinks(directory);
  await expect(makeLibraryLinks(directory)).resolves.toBeUndefined();
});

// Only root has an account other than its own to run Postgres as, so only for root can there be a place which that account may not enter.
if (root) {
  test('[root] runs a copy of programs that lie where their user may not enter', async () => {
    const directory = await copyWithoutLinks();
    await chmod(join(directory, '..'), 0o700);
    const user = await postgresUser(quiet);
    const runnable = await runnableBinaries({ ...findPostgres(), release: `test-${process.pid}`, directory }, user, quiet);
    onTestFinished(() => rm(join(runnable.directory, '..'), { recursive: true }));
    expect(runnable.directory).toMatch(/^\/var\/cache\/howdah\//);
    expect((await runProgram(program(runnable, 'postgres'), ['-V'], user)).output).toContain('18.');
  });

  test('[root] keeps the data outside a directory which its user may not enter, and finds it there again', async () => {
    const closed = await temporaryDirectory();
    await chmod(closed, 0o700);
    const dataDir = join(closed, 'data');
    const first = await start(dataDir);
    const home = await realpath(join(dataDir, 'cluster'));
    onTestFinished(() => rm(home, { recursive: true }));
    expect(home).toMatch(/^\/var\/lib\/howdah\/cluster-/);
    await query(first.url, 'create table kept as select 7 as value');
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
  });
}

/** The programs in a directory that everybody may enter, as npm unpacks them: without symbolic links. */
async function copyWithoutLinks(): Promise<string> {
  const parent = await temporaryDirectory();
  await chmod(parent, 0o755);
  const directory = join(parent, 'native');
  await mkdir(directory);
  const filter = async (source: string) => !(await lstat(source)).isSymbolicLink();
  await cp(findPostgres().directory, directory, { recursive: true, filter });
  return directory;
}
