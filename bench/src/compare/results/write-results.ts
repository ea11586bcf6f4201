import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markdown } from './markdown.js';
import type { Result } from './result.js';
import { svg } from './svg.js';

const begin = '<!-- begin of the comparison: npm run bench -- --docs -->';
const end = '<!-- end of the comparison -->';

/** Writes results.json, comparison.md and comparison.svg. */
export async function writeResults(results: readonly Result[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(join(folder, 'comparison.md'), results.map(markdown).join('\n'));
  await writeFile(join(folder, 'comparison.svg'), svg(results));
}

/** Puts them into docs/benchmarks.md. A scenario that was not measured this time stays as it was. */
export async function writeDocs(results: readonly Result[], order: readonly string[], docs: string): Promise<void> {
  const folder = join(docs, 'benchmarks');
  const before = JSON.parse(await readFile(join(folder, 'results.json'), 'utf8').catch(() => '[]')) as Result[];
  const kept = before.filter(({ name }) => !results.some((result) => result.name === name));
  const all = [...kept, ...results].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(all, null, 2)}\n`);
  await writeFile(join(folder, 'comparison.svg'), svg(all));
  const page = join(docs, 'benchmarks.md');
  await writeFile(page, between(await readFile(page, 'utf8'), all));
}

function between(page: string, results: readonly Result[]): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no place for results: ${begin} and ${end}`);
  const plot = '![First figure of each scenario](benchmarks/comparison.svg)';
  return `${page.slice(0, from)}${begin}\n\n${plot}\n\n${results.map(markdown).join('\n')}\n${page.slice(to)}`;
}
