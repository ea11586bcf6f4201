import { queueColumns } from '../commands/queue.js';
import type { Overview, QueueStatistics } from '../commands/top.js';
import type { ServerEvent } from '../api/server-events.js';
import type { Target } from '../settings/target.js';
import { text, type Column } from './cells.js';
import { findingLines, verdict, type Attention } from './findings.js';
import { formatCount, formatRate } from './figures.js';
import type { Size } from './full-screen.js';
import type { Out } from './out.js';
import { formatTable } from './table.js';

interface QueuesEvent {
  readonly complete: boolean;
  readonly queues: readonly QueueStatistics[];
}

/** Findings are told in a third of the screen at most. */
const findingShare = 3;

const keyOf = ({ vhost, queue }: Pick<QueueStatistics, 'vhost' | 'queue'>): string => `${vhost}\0${queue}`;

const vhostColumn: Column<QueueStatistics> = { name: 'vhost', isLong: true, cell: ({ vhost }) => text(vhost, 'faint') };

/** What the stream has told last, as a page. */
export class TopPicture {
  readonly #out: Pick<Out, 'paint'>;
  readonly #target: Pick<Target, 'url'>;
  readonly #queues = new Map<string, QueueStatistics>();
  #overview: Overview | null = null;
  #attention: Attention | null = null;
  #isLost = false;

  constructor(out: Pick<Out, 'paint'>, target: Pick<Target, 'url'>) {
    this.#out = out;
    this.#target = target;
  }

  /** Something was told already. */
  get isBegun(): boolean {
    return this.#overview !== null;
  }

  take({ topic, data }: ServerEvent): void {
    this.#isLost = false;
    if (topic === 'overview') this.#overview = (data as { readonly overview: Overview }).overview;
    if (topic === 'attention') this.#attention = data as Attention;
    if (topic === 'queues') this.#takeQueues(data as QueuesEvent);
  }

  /** Nobody tells anything any more. */
  lose(): void {
    this.#isLost = true;
  }

  value(): object {
    return { overview: this.#overview, attention: this.#attention, queues: this.#sorted() };
  }

  render({ columns, rows }: Size): string {
    const { paint } = this.#out;
    const findings = this.#attention === null ? [] : findingLines(this.#attention, paint);
    const head = [this.#title(), this.#verdict(), ...findings.slice(0, Math.max(3, Math.floor(rows / findingShare))), ''];
    const room = Math.max(1, rows - head.length - 2);
    const queues = this.#sorted();
    const hasVhosts = queues.some(({ vhost }) => vhost !== '/');
    const shown = formatTable(hasVhosts ? [vhostColumn, ...queueColumns] : queueColumns, queues.slice(0, room), paint, columns);
    const rest = queues.length > room ? paint('faint', `and ${formatCount(queues.length - room)} more`) : '';
    return [
      ...head,
      queues.length === 0 ? paint('faint', 'No queue holds messages or has traffic.') : shown.trimEnd(),
      rest,
    ].join('\n');
  }

  #takeQueues({ complete, queues }: QueuesEvent): void {
    if (complete) this.#queues.clear();
    for (const queue of queues) this.#queues.set(keyOf(queue), queue);
  }

  #title(): string {
    const { paint } = this.#out;
    const time = new Date().toLocaleTimeString('sv-SE');
    const begin = `${paint('strong', 'howdah top')}  ${paint('faint', `${this.#target.url}  ${time}`)}`;
    if (this.#isLost) return `${begin}  ${paint('bad', 'no answer: this is how it was; trying again')}`;
    if (this.#overview === null) return begin;
    const { inRate, outRate, consumers, totals } = this.#overview;
    const figures = [
      `in ${formatRate(inRate)}/s`,
      `out ${formatRate(outRate)}/s`,
      `ready ${formatCount(totals.ready)}`,
      `unacked ${formatCount(totals.unacked)}`,
      `consumers ${formatCount(consumers)}`,
    ];
    return `${begin}  ${figures.join('  ')}`;
  }

  #verdict(): string {
    if (this.#attention === null) return this.#out.paint('faint', 'looking …');
    return verdict(this.#attention, this.#out.paint);
  }

  /** Traffic first, then what waits. */
  #sorted(): QueueStatistics[] {
    const weight = ({ inRate, outRate, ready, unacked }: QueueStatistics): readonly [number, number] => [
      inRate + outRate,
      ready + unacked,
    ];
    return [...this.#queues.values()].sort((a, b) => {
      const [trafficA, waitingA] = weight(a);
      const [trafficB, waitingB] = weight(b);
      return trafficB - trafficA || waitingB - waitingA || a.queue.localeCompare(b.queue);
    });
  }
}
