import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { nemeses } from '../nemeses/all.js';
import type { RoundResult } from '../round.js';
import { rowsOf, type Row } from './row.js';
import { tableOf } from './table.js';

const begin = '<!-- begin of faults: npm run chaos -- --report -->';
const end = '<!-- end of faults -->';

interface Report {
  /** What it was measured on, the latest last. */
  readonly machine: string;
  readonly commands: readonly string[];
  readonly rows: readonly Row[];
}

/** Puts the rows into docs/benchmarks.md. A fault that was not made this time stays as it was. */
export async function writeDocs(
  results: readonly RoundResult[],
  title: string,
  given: readonly string[],
  docs: string,
): Promise<void> {
  const file = join(docs, 'benchmarks', 'faults.json');
  const before = JSON.parse(await readFile(file, 'utf8').catch(() => '{"commands":[],"rows":[]}')) as Report;
  const rows = rowsOf(results);
  const kept = before.rows.filter(({ nemesis }) => !rows.some((row) => row.nemesis === nemesis));
  const order = nemeses.map(({ name }) => name);
  const command = ['npm run chaos', '--', ...given].join(' ');
  const report: Report = {
    machine: machine(title),
    commands: [...before.commands.filter((known) => known !== command), command],
    rows: [...kept, ...rows].sort((a, b) => order.indexOf(a.nemesis) - order.indexOf(b.nemesis)),
  };
  await mkdir(join(docs, 'benchmarks'), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  const page = join(docs, 'benchmarks.md');
  await writeFile(page, between(await readFile(page, 'utf8'), report));
}

function between(page: string, { machine, commands, rows }: Report): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no place for faults: ${begin} and ${end}`);
  const text = `\`\`\`sh\n${commands.join('\n')}\n\`\`\`\n\n${machine}\n\n${tableOf(rows)}`;
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}

function machine(title: string): string {
  const load = loadavg().map((value) => value.toFixed(1));
  return `${title}; ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}; load of the machine at the end ${load.join(', ')}.`;
}
