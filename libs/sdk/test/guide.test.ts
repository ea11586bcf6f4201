import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

interface Example {
  /** Below a folder that the examples of one page share, so that a named one can be imported by the others. */
  readonly path: string;
  readonly code: string;
}

test('the examples of the guides and of the comments compile', async () => {
  const places = [...(await filesOf('docs/guides', '.md')), ...(await filesOf('libs/sdk/src', '.ts'))];
  const examples = (await Promise.all(places.map(examplesOf))).flat();
  expect(examples.length).toBeGreaterThan(40);
  // Inside the package, so that its imports are found as anywhere here.
  const folder = await mkdtemp(join(root, 'libs/sdk/out-tsc-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const { path, code } of examples) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), `${code}\nexport {};\n`);
  }
  const files = examples.map(({ path }) => join(folder, path));
  const program = ts.createProgram(files, compilerOptions());
  // Of the examples alone: what they use is checked by its own build.
  const problems = files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
  expect(problems.map((problem) => describe(problem, folder))).toEqual([]);
});

async function filesOf(folder: string, extension: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true });
  return entries.filter((entry) => entry.endsWith(extension)).map((entry) => join(folder, entry));
}

/** What is fenced as `ts`; in sources inside a comment. A word after `ts` is the example's file name. */
async function examplesOf(place: string): Promise<Example[]> {
  const text = (await readFile(join(root, place), 'utf8')).replaceAll(/^ *\* ?/gm, place.endsWith('.ts') ? '' : '$&');
  return [...text.matchAll(/```ts(?: (\S+))?\n([^]*?)```/g)].map(([, name, code], i) => ({
    path: join(place.replaceAll(/[/.]/g, '-'), name ?? `example-${i + 1}.ts`),
    code: code!,
  }));
}

function compilerOptions(): ts.CompilerOptions {
  const base = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)).config as {
    compilerOptions: object;
  };
  const { options } = ts.convertCompilerOptionsFromJson(base.compilerOptions, root);
  const checkOnly = { composite: false, declaration: false, declarationMap: false, noEmit: true, skipLibCheck: true };
  // An example may end with what it has made.
  return { ...options, ...checkOnly, noUnusedLocals: false };
}

function describe({ file, start, messageText }: ts.Diagnostic, folder: string): string {
  const line = file === undefined ? 0 : ts.getLineAndCharacterOfPosition(file, start ?? 0).line + 1;
  return `${file?.fileName.slice(folder.length + 1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}
