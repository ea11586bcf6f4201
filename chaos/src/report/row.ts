import type { RoundResult } from '../round.js';

/** All rounds of a nemesis. Times in ms, each the worst of the rounds; null where no round had one. */
export interface Row {
  readonly nemesis: string;
  readonly rounds: number;
  readonly confirmed: number;
  readonly lost: number;
  readonly doubled: number;
  /** Every other thing that must not be. */
  readonly otherBreaches: number;
  readonly failed: number;
  readonly confirmGap: number;
  readonly clientGap: number;
  readonly databaseGap: number;
  readonly resume: number | null;
  readonly leaseReturn: number | null;
}

export function rowsOf(results: readonly RoundResult[]): Row[] {
  return [...new Set(results.map(({ nemesis }) => nemesis))].map((nemesis) =>
    rowOf(
      nemesis,
      results.filter((result) => result.nemesis === nemesis),
    ),
  );
}

function rowOf(nemesis: string, results: readonly RoundResult[]): Row {
  const figures = results.map((result) => result.figures);
  const breaches = results.flatMap(({ violations }) => violations.map(({ breach }) => breach));
  const lost = breaches.filter((breach) => breach === 'lost').length;
  const doubled = breaches.filter((breach) => breach === 'doubled').length;
  return {
    nemesis,
    rounds: results.length,
    confirmed: sum(figures.map(({ confirmed }) => confirmed)),
    lost,
    doubled,
    otherBreaches: breaches.length - lost - doubled,
    failed: sum(figures.map(({ failed }) => failed)),
    confirmGap: Math.max(...figures.map(({ confirmGap }) => confirmGap)),
    clientGap: Math.max(...figures.map(({ clientGap }) => clientGap)),
    databaseGap: Math.max(...figures.map(({ databaseGap }) => databaseGap)),
    resume: worst(figures.map(({ resume }) => resume)),
    leaseReturn: worst(figures.map(({ leaseReturn }) => leaseReturn)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function worst(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
