import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { Application, LogLevel } from 'typedoc';
import { expect, onTestFinished, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

test('docs/sdk is what npm run docs:sdk makes, and every export has its meaning', async () => {
  const out = await mkdtemp(join(tmpdir(), 'howdah-reference-'));
  onTestFinished(() => rm(out, { recursive: true }));
  const options = join(root, 'libs/sdk/typedoc.config.mjs');
  const app = await Application.bootstrapWithPlugins({ options, out, logLevel: LogLevel.Warn });
  const project = await app.convert();
  app.validate(project!);
  expect(app.logger.warningCount + app.logger.errorCount, 'of TypeDoc, see above').toBe(0);
  await app.generateOutputs(project!);
  expect(await pagesOf(join(root, 'docs/sdk'))).toEqual(await pagesOf(out));
});

async function pagesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const pages = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return Object.fromEntries<string>(await Promise.all(pages));
}
