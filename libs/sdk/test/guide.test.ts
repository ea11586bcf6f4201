import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

/** What has examples of the SDK, as fenced code; in sources inside a comment. */
const places = ['docs/guides/sdk.md', 'docs/guides/transactions.md', 'libs/sdk/src/transaction/adapters.ts'];

async function examplesOf(place: string): Promise<string[]> {
  const text = (await readFile(join(root, place), 'utf8')).replaceAll(/^ \* ?/gm, '');
  return [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code!);
}

test('the examples of the guides and of the comments compile', async () => {
  const examples = (await Promise.all(places.map(examplesOf))).flat();
  expect(examples.length).toBeGreaterThan(12);
  // Inside the package, so that its imports are found as anywhere here.
  const folder = await mkdtemp(join(root, 'libs/sdk/out-tsc-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const files = examples.map((_, i) => join(folder, `example-${i}.mts`));
  await Promise.all(files.map((file, i) => writeFile(file, `${examples[i]}\nexport {};\n`)));
  const base = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)).config as {
    compilerOptions: object;
  };
  const { options } = ts.convertCompilerOptionsFromJson(base.compilerOptions, root);
  const program = ts.createProgram(files, {
    ...options,
    composite: false,
    declaration: false,
    declarationMap: false,
    noEmit: true,
    skipLibCheck: true,
  });
  // Of the examples alone: what they use is checked by its own build.
  const problems = files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
  const found = problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(found).toEqual([]);
});
