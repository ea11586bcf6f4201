import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publint } from 'publint';
import { createPackageFromTarballData, checkPackage } from '@arethetypeswrong/core';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
let folder: string;
let tarball: string;

/** What npm would publish. */
beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'howdah-sdk-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  tarball = join(folder, filename);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: root, pack: 'npm', strict: true });
  expect(messages).toEqual([]);
});

test('its types are right for every way to import it', async () => {
  const { problems } = (await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))))) as {
    problems: unknown[];
  };
  expect(problems).toEqual([]);
});

test('an application without this workspace imports and requires it', async () => {
  const installed = join(folder, 'app/node_modules/@howdah/sdk');
  await mkdir(installed, { recursive: true });
  await run('tar', ['xzf', tarball, '--strip-components=1', '-C', installed]);
  await symlink(resolve(root, '../../node_modules/rabbitmq-client'), join(folder, 'app/node_modules/rabbitmq-client'));
  const body = `
    const broker = await createTestBroker();
    const client = broker.connect();
    const queue = defineQueue('q');
    client.consume(queue, () => undefined);
    await client.publish(queue, 'hello');
    console.log((await broker.waitFor(queue)).data);
    await broker.close();`;
  const names = '{ defineQueue }, { createTestBroker }';
  await writeFile(
    join(folder, 'app/a.mjs'),
    `import ${names.split(', ')[0]} from '@howdah/sdk'; import { createTestBroker } from '@howdah/sdk/testing';${body}`,
  );
  await writeFile(
    join(folder, 'app/a.cjs'),
    `const [${names}] = [require('@howdah/sdk'), require('@howdah/sdk/testing')]; (async () => {${body}})();`,
  );
  for (const program of ['a.mjs', 'a.cjs'])
    expect((await run(process.execPath, [program], { cwd: join(folder, 'app') })).stdout, program).toBe('hello\n');
});
