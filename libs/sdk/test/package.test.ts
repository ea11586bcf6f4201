import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publint } from 'publint';
import { createPackageFromTarballData, checkPackage } from '@arethetypeswrong/core';
import { nodeOfVersion } from './support/node-version.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
let folder: string;
let tarball: string;

/** The first that `engines` of the package allows of each version that does not run the tests. */
const otherNodes = ['22.13.0', '24.11.0'];

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

test.concurrent.each(['this', ...otherNodes])(
  'an application without this workspace imports and requires it, Node %s',
  async (version) => {
    const node = version === 'this' ? process.execPath : await nodeOfVersion(version);
    const app = await applicationWith(`plain-${version}`, ['rabbitmq-client']);
    const body = `
    const broker = await createTestBroker();
    const client = broker.connect();
    const queue = defineQueue('q');
    client.consume(queue, () => undefined);
    await client.publish(queue, 'hello');
    console.log((await broker.waitFor(queue)).data);
    await broker.close();`;
    expect(await printedBothWays(app, { defineQueue: '', createTestBroker: '/testing' }, body, node)).toEqual([
      'hello\n',
      'hello\n',
    ]);
  },
);

test('an application of Nest imports and requires it', async () => {
  const app = await applicationWith('nest', ['rabbitmq-client', '@nestjs', 'rxjs', 'reflect-metadata']);
  const body = `
    const broker = await createTestBroker();
    const { Test } = await import('@nestjs/testing');
    const module = await Test.createTestingModule({ imports: [HowdahModule.forRoot({ addresses: [] })] })
      .overrideProvider(HowdahClient).useValue(broker.connect()).compile();
    await module.init();
    await module.get(HowdahClient).publish(defineQueue('q'), 'hello');
    console.log(module.get(HowdahClient).isConnected, typeof HowdahServer);
    await module.close();
    await broker.close();`;
  const names = {
    defineQueue: '',
    HowdahModule: '/nestjs',
    HowdahClient: '/nestjs',
    HowdahServer: '/nestjs/microservices',
    createTestBroker: '/testing',
  };
  expect(await printedBothWays(app, names, body, process.execPath)).toEqual(['true function\n', 'true function\n']);
});

/** A folder with what npm would have installed there. */
async function applicationWith(name: string, packages: readonly string[]): Promise<string> {
  const modules = join(folder, name, 'node_modules');
  await mkdir(join(modules, '@howdah/sdk'), { recursive: true });
  await run('tar', ['xzf', tarball, '--strip-components=1', '-C', join(modules, '@howdah/sdk')]);
  for (const one of packages) await symlink(resolve(root, '../../node_modules', one), join(modules, one));
  return join(folder, name);
}

/** What a program prints that imports these names, each from an entry of the package, and what one that requires them. */
async function printedBothWays(
  app: string,
  entries: Readonly<Record<string, string>>,
  body: string,
  node: string,
): Promise<string[]> {
  const of = Object.entries(entries);
  const imports = of.map(([name, entry]) => `import { ${name} } from '@howdah/sdk${entry}';`).join('\n');
  const requires = of.map(([name, entry]) => `const { ${name} } = require('@howdah/sdk${entry}');`).join('\n');
  await writeFile(join(app, 'a.mjs'), `${imports}${body}`);
  await writeFile(join(app, 'a.cjs'), `${requires}(async () => {${body}})();`);
  const programs = ['a.mjs', 'a.cjs'].map((program) => run(node, [program], { cwd: app }));
  return (await Promise.all(programs)).map(({ stdout }) => stdout);
}
