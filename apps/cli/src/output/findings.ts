import type { operations, OutputOf } from '@howdah/contracts';
import { printable } from './cells.js';
import type { Paint, Tone } from './colours.js';
import { formatAge, formatCount, formatNumberOf } from './figures.js';

export type Attention = OutputOf<typeof operations.getAttention>;
type Finding = Attention['findings'][number];
type Evidence = Finding['evidence'];

const harms: Readonly<Record<Finding['harm'], readonly [word: string, tone: Tone]>> = {
  data_at_risk: ['data at risk', 'bad'],
  not_moving: ['not moving', 'bad'],
  failing: ['failing', 'warn'],
  slow: ['slow', 'warn'],
  odd: ['odd', 'busy'],
};

/** The state of things in one sentence. */
export function verdict({ affected, queues, findingCount }: Attention, paint: Paint): string {
  if (affected > 0)
    return `${paint('bad', '●')} ${paint('strong', `${affected} of ${formatNumberOf(queues, 'queue')} ${affected === 1 ? 'needs' : 'need'} attention.`)}`;
  if (findingCount > 0) return `${paint('warn', '●')} ${paint('strong', 'No queue needs attention, but something is odd.')}`;
  return `${paint('good', '●')} ${paint('strong', 'All clear.')} ${paint('faint', formatNumberOf(queues, 'queue'))}`;
}

/** Each finding: harm, what, evidence, since; below it what to do. */
export function findingLines(attention: Attention, paint: Paint): string[] {
  const lines = attention.findings.flatMap((finding) => findingOf(finding, paint));
  const untold = attention.findingCount - attention.findings.length;
  return untold > 0 ? [...lines, paint('faint', `and ${formatCount(untold)} more`)] : lines;
}

const wordWidth = Math.max(...Object.values(harms).map(([word]) => word.length));

function findingOf({ harm, code, queue, vhost, since, evidence, remedy }: Finding, paint: Paint): string[] {
  const [word, tone] = harms[harm];
  const where =
    queue === null ? 'the broker' : `${printable(queue)}${vhost === '/' || vhost === null ? '' : ` in ${printable(vhost)}`}`;
  const facts = [code.replaceAll('_', ' '), ...evidenceInWords(evidence), `for ${formatAge(since)}`].join(' · ');
  return [
    '',
    `${paint(tone, word.padEnd(wordWidth))}  ${paint('strong', where)}  ${facts}`,
    `${' '.repeat(wordWidth)}  ${paint('busy', '→')} ${paint('faint', remedy)}`,
  ];
}

function evidenceInWords(evidence: Evidence): string[] {
  const { ready, unacked, consumers, oldestAt, attempts, deaths, errorGroup, errorName, limit, unroutable, consumer } = evidence;
  return [
    ...(ready === undefined ? [] : [`${formatCount(ready)} waiting`]),
    ...(unacked === undefined ? [] : [`${formatCount(unacked)} unacked`]),
    ...(consumers === undefined ? [] : [formatNumberOf(consumers, 'consumer')]),
    ...(oldestAt === undefined ? [] : [`oldest ${formatAge(oldestAt)}`]),
    ...(consumer === undefined ? [] : [`held by ${printable(consumer)}`]),
    ...(attempts === undefined ? [] : [`${formatCount(attempts)} failed attempts`]),
    ...(deaths === undefined ? [] : [`${formatCount(deaths)} died`]),
    ...(errorName === undefined ? [] : [`${printable(errorName)} (group ${errorGroup ?? '?'})`]),
    ...(limit === undefined ? [] : [`limit ${formatCount(limit)}`]),
    ...(unroutable === undefined ? [] : [`${formatCount(unroutable)} wanted by no queue`]),
  ];
}
