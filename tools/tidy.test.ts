import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Paths of files longer than the limit, each with the reason why it is one idea all the same. */
const longFiles: Record<string, string> = {};
const linesMax = 400;

const root = resolve(import.meta.dirname, '..');
const notOurs = new Set(['node_modules', 'dist', 'generated', 'out-tsc', 'coverage']);
const files = walk('');
const manifestPaths = files.filter((file) => file !== 'package.json' && file.endsWith('/package.json'));

interface Manifest {
  readonly name: string;
  readonly license?: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly nx?: { readonly tags?: string[] };
}

interface ProjectConfig {
  readonly references?: { readonly path: string }[];
}

test(`no source file is longer than ${linesMax} lines`, () => {
  const sources = files.filter((file) => /^(?:apps|libs)\/.*\.(?:ts|tsx|sql)$/.test(file) && !(file in longFiles));
  expect(sources.filter(isLong)).toEqual([]);
});

test('every exception from the length limit is still needed', () => {
  expect(Object.keys(longFiles).filter((file) => !isLong(file))).toEqual([]);
});

test('no test is skipped, postponed or run alone', () => {
  const switchedOff =
    /\b(?:test|it|describe|suite)(?:\.\w+)*\.(?:only|skip|skipIf|runIf|todo|fails)\b|\b(?:xit|xdescribe|fdescribe)\(/;
  expect(files.filter((file) => /\.tsx?$/.test(file) && switchedOff.test(read(file)))).toEqual([]);
});

test('every package says its layer, where it runs and its licence', () => {
  const manifests = manifestPaths.map(parse<Manifest>);
  const incomplete = manifests.filter(({ license, nx }) => {
    const tags = nx?.tags ?? [];
    return (
      license !== 'Apache-2.0' || !tags.some((tag) => tag.startsWith('layer:')) || !tags.some((tag) => tag.startsWith('runs:'))
    );
  });
  expect(manifests.length).toBeGreaterThan(5);
  expect(incomplete.map(({ name }) => name)).toEqual([]);
});

test('every dependency is pinned to one version', () => {
  const manifests = ['package.json', ...manifestPaths].map(parse<Manifest>);
  const ranges = manifests.flatMap(({ name, dependencies, devDependencies, optionalDependencies }) =>
    Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter(([, version]) => !/^(?:npm:.+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
      .map(([dependency, version]) => `${name}: ${dependency} ${version}`),
  );
  expect(ranges).toEqual([]);
});

test('a project is built after exactly the workspace packages that it depends on', () => {
  const folders = new Map(manifestPaths.map((path) => [parse<Manifest>(path).name, dirname(path)]));
  const configured = [...folders.values()].filter((folder) => files.includes(join(folder, 'tsconfig.json')));
  for (const folder of configured) {
    // What a published package bundles is a dependency of its build alone.
    const { dependencies = {}, devDependencies = {} } = parse<Manifest>(join(folder, 'package.json'));
    const { references = [] } = parse<ProjectConfig>(join(folder, 'tsconfig.json'));
    const depended = Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) => folders.get(name) ?? []);
    expect(references.map(({ path }) => normalize(join(folder, path))).sort(), `references of ${folder}`).toEqual(
      depended.sort(),
    );
  }
});

test('every SQL statement begins with a comment that says what it is for', () => {
  const statements = files.filter((file) => file.endsWith('.sql'));
  expect(statements.filter((file) => !/^(?:--\s*\S|\/\*)/.test(read(file)))).toEqual([]);
});

/** Paths of all files below a folder of the repository, but not of what is installed, built or hidden. */
function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return notOurs.has(entry.name) || entry.name.startsWith('.') ? [] : walk(path);
  });
}

function isLong(path: string): boolean {
  return read(path).trimEnd().split('\n').length > linesMax;
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function parse<T>(path: string): T {
  return JSON.parse(read(path)) as T;
}
