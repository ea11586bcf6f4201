import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { nemeses } from '../nemeses/all.js';
import type { RoundResult } from '../round.js';
import { rowsOf, type Row } from './row.js';
import { tableOf } from './table.js';

const begin = '<!-- begin of faults: npm run chaos -- --report -->';
const end = '<!-- end of faults -->';

interface Report {
  /** What it was measured on. */
  readonly machine: string;
  readonly rows: readonly ReportRow[];
}

interface ReportRow extends Row {
  /** What it was played on: versions of Postgres, Patroni and etcd. */
  readonly cluster: string;
  readonly command: string;
}

/** Puts the rows into docs/benchmarks.md. A fault that was not made this time, or with another Patroni or replication, stays as it was. */
export async function writeDocs(
  results: readonly RoundResult[],
  cluster: string,
  given: readonly string[],
  docs: string,
): Promise<void> {
  const file = join(docs, 'benchmarks', 'faults.json');
  const before = JSON.parse(await readFile(file, 'utf8').catch(() => '{"rows":[]}')) as Report;
  const command = ['npm run chaos', '--', ...given.map((word, i) => (given[i - 1] === '--patroni' ? 'PATH' : word))].join(' ');
  const rows = rowsOf(results).map((row) => ({ ...row, cluster, command }));
  const isAgain = (old: ReportRow) => rows.some((row) => row.nemesis === old.nemesis && settingOf(row) === settingOf(old));
  const kept = before.rows.filter((old) => !isAgain(old));
  const order = nemeses.map(({ name }) => name);
  const report: Report = {
    machine: machine(),
    rows: [...kept, ...rows].sort((a, b) => order.indexOf(a.nemesis) - order.indexOf(b.nemesis)),
  };
  await mkdir(join(docs, 'benchmarks'), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  const page = join(docs, 'benchmarks.md');
  await writeFile(page, between(await readFile(page, 'utf8'), report));
}

function between(page: string, { machine, rows }: Report): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no place for faults: ${begin} and ${end}`);
  const tables = distinct(rows.map(settingOf)).map((setting) => {
    const played = rows.filter((row) => settingOf(row) === setting);
    const commands = distinct(played.map(({ command }) => command));
    const clusters = distinct(played.map(({ cluster }) => cluster));
    return `\`\`\`sh\n${commands.join('\n')}\n\`\`\`\n\n${clusters.join('; ')}; ${machine}\n\n${tableOf(played)}`;
  });
  const text = tables.join('\n\n');
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}

/** What makes figures comparable: whose failover it is, and what a confirm stands for. */
const settingOf = ({ cluster, command }: ReportRow): string =>
  `${/Patroni [\d.]+/.exec(cluster)?.[0]} ${/--replication (\w+)/.exec(command)?.[1] ?? 'require'}`;

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}.`;
}
