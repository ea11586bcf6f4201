import { nemeses } from '../nemeses/all.js';
import type { RoundResult } from '../round.js';
import { rowsOf, type Row } from './row.js';

const head = [
  'Fault',
  'times',
  'confirmed',
  'lost',
  'doubled',
  'else wrong',
  'failed publishes',
  'longest gap, s',
  'of one client, s',
  'of Postgres, s',
  'resumed after it, s',
  'leases back, s',
] as const;

export const reportTable = (results: readonly RoundResult[]): string => tableOf(rowsOf(results));

/** In Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [head, head.map(() => '---'), ...rows.map(cellsOf)];
  return cells.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** One line for a round. */
export function summary(result: RoundResult): string {
  const { nemesis, figures, violations } = result;
  const { confirmed, delivered, redelivered, failed, confirmGap, clientGap, databaseGap, resume, leaseReturn } = figures;
  const breaches = [...new Set(violations.map(({ breach }) => breach))];
  const wrong = breaches.map((name) => `${violations.filter(({ breach }) => breach === name).length} ${name}`);
  return (
    `${nemesis}: ${wrong.length === 0 ? 'fine' : `WRONG: ${wrong.join(', ')}`}; ${confirmed} confirmed, ${delivered} delivered, ` +
    `${redelivered} again, ${failed} failed; gap ${seconds(confirmGap)} s, of one client ${seconds(clientGap)} s, ` +
    `of Postgres ${seconds(databaseGap)} s, resumed ${seconds(resume)} s, leases back ${seconds(leaseReturn)} s`
  );
}

function cellsOf(row: Row): string[] {
  const { nemesis, rounds, confirmed, lost, doubled, otherBreaches, failed } = row;
  const { confirmGap, clientGap, databaseGap, resume, leaseReturn } = row;
  return [
    nemeses.find(({ name }) => name === nemesis)?.title ?? nemesis,
    ...[rounds, confirmed, lost, doubled, otherBreaches, failed].map((value) => value.toLocaleString('en')),
    ...[confirmGap, clientGap, databaseGap, resume, leaseReturn].map(seconds),
  ];
}

const seconds = (ms: number | null): string => (ms === null ? '–' : (ms / 1000).toFixed(2));
