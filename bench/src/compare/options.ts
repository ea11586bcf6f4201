import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { peerNames, type PeerName } from './peers.js';

export interface Options {
  /** Names of scenarios; empty means all but those on request. */
  readonly only: readonly string[];
  readonly peers: readonly PeerName[];
  readonly rounds: number;
  /** Of a measurement, without its warm-up. */
  readonly seconds: number;
  /** Seconds of quiet before each measurement. */
  readonly rest: number;
  /** Of the soak. */
  readonly minutes: number;
  /** The first case of each scenario, a hundredth of the counts: to see that it runs. */
  readonly quick: boolean;
  readonly full: boolean;
  /** Only cases whose name contains this. */
  readonly cases: string;
  /** CPU profiles of Howdah's brokers go to the results, too. */
  readonly profile: boolean;
  /** Where results are written. */
  readonly out: string;
  /** Results go into the documentation, too. */
  readonly docs: boolean;
  readonly cache: string;
  readonly list: boolean;
  readonly help: boolean;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cacheDefault = join(root, 'node_modules/.cache/howdah-bench');

export const docsFolder = join(root, 'docs');

export const usage = `npm run bench -- [options]
  --only NAME     this scenario only; may be repeated; --list names all
  --cases TEXT    only cases whose name contains it, as '8 + 8'
  --peers NAMES   with commas: ${peerNames.join(', ')}; default all
  --rounds N      measurements of each case; default 5
  --seconds N     of each measurement; default 10
  --rest N        seconds of quiet before each; none by default. A server that rested is not the one that just worked.
  --quick         first case of each scenario, 1 round of 1 s, small counts: does it run?
  --full          also the cases that take long
  --minutes N     of the soak; default 30
  --profile       and a CPU profile of each broker of Howdah, for a browser's developer tools; it costs speed
  --docs          put the results into docs/benchmarks.md
  --out FOLDER    for results; default node_modules/.cache/howdah-bench/results
  --cache FOLDER  where peers are installed; default node_modules/.cache/howdah-bench
  --list, --help`;

/** @throws Error that says which option is wrong. */
export function readOptions(programArguments: readonly string[]): Options {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...programArguments],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      peers: { type: 'string', default: peerNames.join(',') },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      rest: { type: 'string' },
      minutes: { type: 'string', default: '30' },
      cases: { type: 'string', default: '' },
      cache: { type: 'string', default: cacheDefault },
      out: { type: 'string', default: join(cacheDefault, 'results') },
      ...{ quick: flag, full: flag, docs: flag, profile: flag, list: flag, help: flag },
    },
  });
  const { quick, full, docs, profile, list, help, only, cases } = values;
  return {
    ...{ quick, full, docs, profile, list, help, only, cases },
    peers: readPeers(values.peers),
    rounds: positive('--rounds', values.rounds ?? (quick ? '1' : '5')),
    seconds: positive('--seconds', values.seconds ?? (quick ? '1' : '10')),
    rest: values.rest === undefined ? 0 : positive('--rest', values.rest),
    minutes: positive('--minutes', values.minutes),
    out: resolve(values.out),
    cache: resolve(values.cache),
  };
}

function readPeers(text: string): PeerName[] {
  const names = text.split(',');
  const unknown = names.filter((name) => !(peerNames as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`--peers: found ${unknown.join(', ')}; accepted are ${peerNames.join(', ')}`);
  return peerNames.filter((name) => names.includes(name));
}

function positive(name: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`${name}: found ${text}; accepted is a whole number from 1 to 99999`);
  return Number(text);
}
