import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nemeses, shortNemeses } from './nemeses/all.js';
import type { Nemesis } from './nemeses/nemesis.js';
import { docsFolder, type Options } from './options.js';
import { Random } from './random.js';
import { reportTable, summary } from './report/table.js';
import { writeDocs } from './report/write-docs.js';
import { playRound, type RoundResult } from './round.js';
import { plan } from './schedule.js';
import { startEmbedded } from './stage/embedded-cluster.js';
import { startPatroniCluster } from './stage/patroni-cluster.js';
import { openStage, type Stage } from './stage/stage.js';

/** Plays all rounds on one stage. False: clients have seen what they must not. */
export async function run(options: Options, given: readonly string[]): Promise<boolean> {
  console.log(`seed ${options.seed}`);
  const interrupted = interruption();
  const stage = await openStage(options.short ? startEmbedded : startPatroniCluster, options);
  console.log(`${stage.cluster.title}; ${stage.brokers.length} brokers; logs in ${stage.folder}`);
  const results: RoundResult[] = [];
  let isFine = false;
  try {
    await Promise.race([playAll(options, stage, results), interrupted]);
    isFine = results.every(({ violations }) => violations.length === 0);
  } finally {
    if (results.length > 0) console.log(`\n${reportTable(results)}\n`);
    if (options.report) await writeDocs(results, stage.cluster.title, given, docsFolder);
    if (!isFine)
      console.log(`again: npm run chaos -- ${[...withoutSeed(given), '--seed', options.seed].join(' ')}; logs: ${stage.folder}`);
    await stage.close(!isFine);
  }
  return isFine;
}

/** Rejects when the operator has had enough: what was started runs in process groups of its own, and is to be ended. */
function interruption(): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => reject(new Error(`given up by ${signal}`)));
  });
  interrupted.catch(() => undefined); // the stage may not be open yet
  return interrupted;
}

async function playAll(options: Options, stage: Stage, results: RoundResult[]): Promise<void> {
  const planned = plan(wanted(options, stage), possible(stage, options.short ? shortNemeses : nemeses), new Random(options.seed));
  for (const [index, round] of planned.entries()) {
    const result = await playRound(`r${index + 1}`, round, stage, options);
    console.log(`${index + 1} of ${planned.length}: ${summary(result)}`);
    if (result.violations.length > 0) await keepHistory(stage.folder, index + 1, result);
    results.push(result);
  }
}

function wanted({ nemeses: names, short, report, times, rounds: count }: Options, stage: Stage) {
  const named = nemeses.filter(({ name }) => names.includes(name));
  named.forEach((nemesis) => refuse(nemesis, stage));
  if (named.length > 0) return { named, times, rounds: count };
  if (short) return { named: shortNemeses, times, rounds: count };
  return { named: report ? possible(stage, nemeses) : [], times, rounds: count };
}

function refuse({ name, hindrance }: Nemesis, stage: Stage): void {
  const reason = hindrance?.(stage);
  if (reason !== undefined) throw new Error(`--nemesis ${name}: ${reason}`);
}

/** Those that cannot be here are named. */
function possible(stage: Stage, all: readonly Nemesis[]): Nemesis[] {
  return all.filter(({ name, hindrance }) => {
    const reason = hindrance?.(stage);
    if (reason !== undefined) console.log(`without ${name}: ${reason}`);
    return reason === undefined;
  });
}

async function keepHistory(folder: string, round: number, { violations, history }: RoundResult): Promise<void> {
  const file = join(folder, `round-${round}.jsonl`);
  await writeFile(file, [...violations, ...history.events].map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  for (const { breach, queue, id, detail } of violations.slice(0, 10))
    console.log(`  ${breach} ${id ?? ''} in ${queue}: ${detail}`);
  console.log(`  history: ${file}`);
}

const withoutSeed = (given: readonly string[]): string[] => {
  const at = given.indexOf('--seed');
  return at < 0 ? [...given] : [...given.slice(0, at), ...given.slice(at + 2)];
};
