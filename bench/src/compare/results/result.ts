import { median } from '../../measure.js';
import type { Figure, Figures } from '../figures.js';
import type { Comparison, PeerName } from '../peers.js';

/** What a scenario has given, with all that is needed to measure it again. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly command: string;
  readonly machine: string;
  readonly versions: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly figures: readonly Figure[];
  readonly comparison: Comparison;
  readonly comparesCases: boolean;
  readonly cases: readonly CaseResult[];
}

export interface CaseResult {
  readonly name: string;
  readonly peers: readonly PeerResult[];
}

export interface PeerResult {
  readonly peer: PeerName;
  readonly rounds: readonly Figures[];
  readonly medians: Figures;
  /** What went wrong, once for each round in which something did. */
  readonly failures: readonly string[];
}

export function peerResult(peer: PeerName, rounds: readonly Figures[], failures: readonly string[]): PeerResult {
  const keys = new Set(rounds.flatMap((figures) => Object.keys(figures)));
  const medianOf = (key: string) => median(rounds.flatMap((figures) => figures[key] ?? []));
  return { peer, rounds, failures, medians: Object.fromEntries([...keys].map((key) => [key, medianOf(key)])) };
}

/** One against the best of the others, figure by figure; undefined where there is nothing to compare. */
export function ratio({ key, better }: Figure, { peers }: CaseResult, { one, others }: Comparison): number | undefined {
  const valueOf = (name: PeerName) => peers.find(({ peer }) => peer === name)?.medians[key];
  const value = valueOf(one);
  const known = others.flatMap((name) => valueOf(name) ?? []);
  if (better === undefined || value === undefined || known.length === 0) return undefined;
  return quotient(value, better === 'more' ? Math.max(...known) : Math.min(...known));
}

/** The last case against the first one, of one peer. */
export function caseRatio({ key, better }: Figure, { cases }: Result, peer: PeerName): number | undefined {
  const [first, last] = [cases[0], cases.at(-1)].map((of) => of?.peers.find((found) => found.peer === peer)?.medians[key]);
  return better === undefined || first === undefined || last === undefined ? undefined : quotient(last, first);
}

/** Of what was too little to be measured there is none. */
function quotient(value: number, by: number): number | undefined {
  return by === 0 ? undefined : value / by;
}
