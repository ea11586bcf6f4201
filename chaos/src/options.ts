import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nemeses } from './nemeses/all.js';

const replications = ['require', 'prefer'] as const;
export type Replication = (typeof replications)[number];

export interface Options {
  /** Names; empty: chosen at random. */
  readonly nemeses: readonly string[];
  /** Rounds of each nemesis. */
  readonly times: number;
  /** Rounds of a random schedule. */
  readonly rounds: number;
  readonly seed: number;
  /** Messages a second of each AMQP publisher. */
  readonly rate: number;
  /** What brokers do where no standby is in sync: `require` refuses, `prefer` confirms what is a single copy and may get lost. */
  readonly replication: Replication;
  /** The program; Debian's by default. */
  readonly patroni: string;
  /** On the embedded cluster, those that take no package. */
  readonly short: boolean;
  /** The figures go into the documentation. */
  readonly report: boolean;
  readonly list: boolean;
  readonly help: boolean;
}

/** Where Debian's package puts it; whether it is there is seen when a cluster is started. */
const debiansPatroni = '/usr/bin/patroni';

export const docsFolder = fileURLToPath(new URL('../../docs', import.meta.url));

export const usage = `npm run chaos -- [options]
  (none)          20 faults at random, from a seed that is printed
  --seed N        the same again
  --rounds N      so many instead of 20
  --nemesis NAME  this fault only; may be repeated; --list names all
  --times N       each of them so often; default 1
  --rate N        messages a second of each AMQP publisher; default 30
  --replication R  require: brokers confirm what a standby has, too (default); prefer: also what is a single copy
  --patroni PATH  instead of Debian's, as a program that the account postgres may run
  --short         on the embedded cluster, with what takes no Debian package
  --report        put the figures into docs/benchmarks.md; without --nemesis all faults
  --list, --help`;

/** @throws Error that says which option is wrong. */
export function readOptions(programArguments: readonly string[]): Options {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...programArguments],
    options: {
      nemesis: { type: 'string', multiple: true, default: [] },
      times: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '20' },
      seed: { type: 'string' },
      rate: { type: 'string', default: '30' },
      replication: { type: 'string', default: 'require' },
      patroni: { type: 'string' },
      ...{ short: flag, report: flag, list: flag, help: flag },
    },
  });
  const { short, report, list, help, patroni } = values;
  return {
    ...{ short, report, list, help },
    patroni: patroni === undefined ? debiansPatroni : readProgram('--patroni', patroni),
    nemeses: readNemeses(values.nemesis),
    times: whole('--times', values.times, 1, 1_000),
    rounds: whole('--rounds', values.rounds, 1, 1_000),
    seed: values.seed === undefined ? randomInt(2 ** 32) : whole('--seed', values.seed, 0, 2 ** 32 - 1),
    rate: whole('--rate', values.rate, 1, 500),
    replication: readReplication(values.replication),
  };
}

function readProgram(option: string, path: string): string {
  if (!existsSync(path)) throw new Error(`${option}: found ${path}; accepted is the path of a program that is there`);
  return path;
}

function readReplication(name: string): Replication {
  const known = replications.find((replication) => replication === name);
  if (known === undefined) throw new Error(`--replication: found ${name}; accepted are ${replications.join(', ')}`);
  return known;
}

function readNemeses(names: readonly string[]): readonly string[] {
  const known = nemeses.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`--nemesis: found ${unknown.join(', ')}; accepted are ${known.join(', ')}`);
  return names;
}

function whole(option: string, text: string, low: number, high: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  if (value < low || value > high) throw new Error(`${option}: found ${text}; accepted is a whole number from ${low} to ${high}`);
  return value;
}
