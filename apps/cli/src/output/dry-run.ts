import type { operations, OutputOf } from '@howdah/contracts';
import { count, text } from './cells.js';
import type { Tone } from './colours.js';
import { formatCount } from './figures.js';
import type { Out } from './out.js';

export type DryRun = Extract<OutputOf<typeof operations.redriveMessages>, { readonly totals: object }>;

/** What each verdict means for the messages. */
const verdicts: Readonly<Record<string, readonly [meaning: string, tone: Tone]>> = {
  will_be_delivered: ['go on, and a consumer is there', 'good'],
  no_consumer: ['go on, and wait: nobody consumes from the queue', 'warn'],
  delivery_paused: ['go on, and wait: delivery from the queue is paused', 'warn'],
  will_be_removed: ['are removed', 'bad'],
  held: ['stay: a consumer has them', 'faint'],
  expired: ['stay: their time to live is over', 'faint'],
  not_a_dead_letter: ['stay: they have died nowhere; move them instead', 'faint'],
  no_route: ['stay: the queue they would go to is gone', 'bad'],
  target_paused: ['stay: publishing to that queue is paused', 'warn'],
};

export async function showDryRun(out: Out, dryRun: DryRun): Promise<void> {
  if (!out.isTable) return out.value(dryRun);
  const rows = Object.entries(dryRun.totals).map(([verdict, messages]) => ({ verdict, messages }));
  await out.list(
    [
      { name: 'messages', isFigure: true, cell: ({ messages }) => count(messages) },
      { name: 'verdict', cell: ({ verdict }) => text(verdict, verdicts[verdict]?.[1]) },
      { name: 'meaning', isLong: true, cell: ({ verdict }) => text(verdicts[verdict]?.[0] ?? '') },
    ],
    rows,
    { empty: 'No message is meant.', summary: summaryOf(dryRun) },
  );
}

function summaryOf({ reads, cutoff, isComplete }: DryRun): string {
  const scope = isComplete ? '' : '; the run takes all that are meant, this looked at the first';
  return `looked at ${formatCount(reads)}, up to cutoff ${cutoff}${scope}`;
}
