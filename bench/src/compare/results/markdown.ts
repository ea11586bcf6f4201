import { table, thousands } from '../../table.js';
import type { Figure } from '../figures.js';
import { caseRatio, ratio, type CaseResult, type PeerResult, type Result } from './result.js';

/** A section: the command, where it was measured, the table. */
export function markdown(result: Result): string {
  const { title, command, machine, versions, rounds, seconds } = result;
  const measured = `${machine}. ${versions.join('; ')}. Medians of ${rounds} rounds of ${seconds} s.`;
  return `### ${title}\n\n\`\`\`sh\n${command}\n\`\`\`\n\n${measured}\n\n${tableOf(result)}\n`;
}

export function tableOf(result: Result): string {
  // A peer may have no such figure, and then perhaps nobody has it.
  const figures = result.figures.filter(({ key }) =>
    result.cases.some(({ peers }) => peers.some(({ medians }) => key in medians)),
  );
  const rows = result.cases.flatMap((of) => [
    ...of.peers.map((peer) => peerRow(of, peer, figures)),
    ...ratioRow(of, figures, result),
  ]);
  return table(['case', 'of', ...figures.map(({ title }) => title)], [...rows, ...caseRatioRows(result, figures)]);
}

function peerRow({ name }: CaseResult, { peer, medians, failures }: PeerResult, figures: readonly Figure[]): string[] {
  const failed = failures.length === 0 ? '' : ` (${failures.length} failed)`;
  return [name, peer + failed, ...figures.map((figure) => text(medians[figure.key], figure.digits))];
}

function ratioRow(of: CaseResult, figures: readonly Figure[], { comparison }: Result): string[][] {
  const ratios = figures.map((figure) => ratio(figure, of, comparison));
  if (ratios.every((value) => value === undefined)) return [];
  return [[of.name, comparison.title, ...ratios.map((value) => text(value, 2))]];
}

function caseRatioRows(result: Result, figures: readonly Figure[]): string[][] {
  const { cases, comparesCases } = result;
  if (!comparesCases || cases.length < 2) return [];
  return cases[0]!.peers.map(({ peer }) => {
    const ratios = figures.map((figure) => text(caseRatio(figure, result, peer), 2));
    return [`${cases.at(-1)!.name} / ${cases[0]!.name}`, peer, ...ratios];
  });
}

export function text(value: number | undefined, digits: number): string {
  if (value === undefined) return '–';
  return digits === 0 && value >= 10_000 ? thousands(value) : value.toFixed(digits);
}
