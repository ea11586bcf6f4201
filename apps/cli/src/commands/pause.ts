import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { age, text, type Column } from '../output/cells.js';
import { parseInstant } from '../values/duration.js';

type PauseOfQueue = ItemOf<typeof operations.listPauses>;

const columns: readonly Column<PauseOfQueue>[] = [
  { name: 'queue', isLong: true, cell: ({ queue }) => text(queue, 'strong') },
  { name: 'kind', cell: ({ kind }) => text(kind) },
  { name: 'author', head: 'by', cell: ({ author }) => text(author) },
  { name: 'reason', isLong: true, cell: ({ reason }) => text(reason) },
  { name: 'since', isFigure: true, cell: ({ since }) => age(since) },
  { name: 'until', head: 'ends', isFigure: true, cell: ({ until }) => age(until) },
];

interface KindOptions extends ChangeOptions {
  readonly publishing?: true;
}

interface PauseOptions extends KindOptions {
  readonly reason: string;
  readonly until?: string;
}

export function addPauseCommands(program: Command, cli: Cli): void {
  program
    .command('pause')
    .description('Stop delivery from a queue: consumers keep what they hold and get nothing more')
    .argument('<queue>', 'its name')
    .requiredOption('--reason <text>', 'for whoever wonders')
    .option('--publishing', 'refuse publishers instead')
    .option('--until <when>', 'ends by itself: 30m, or an instant', (text) => parseInstant(text, 1))
    .option(...dryRunFlag)
    .action(cli.action(pauseQueue));
  program
    .command('resume')
    .description('End a pause')
    .argument('<queue>', 'its name')
    .option('--publishing', 'that of publishing')
    .option(...dryRunFlag)
    .action(cli.action(resumeQueue));
  program.command('pauses').description('What is paused, by whom and why').action(cli.action(listPauses));
}

const kindOf = ({ publishing }: KindOptions) => (publishing === true ? 'publishing' : 'delivery');
const inWords = { delivery: 'delivery from', publishing: 'publishing to' } as const;

async function pauseQueue(invocation: Invocation, [queue = '']: readonly string[], options: PauseOptions): Promise<void> {
  const kind = kindOf(options);
  const paused = await change(invocation, options, {
    operation: operations.pauseQueue,
    call: {
      params: { queue, kind },
      query: invocation.inVhost,
      body: { reason: options.reason, ...(options.until === undefined ? {} : { until: options.until }) },
    },
    does: `pause ${inWords[kind]} ${queue}`,
  });
  if (paused !== null) await invocation.out.done(`${inWords[kind]} ${queue} is paused`, paused);
}

async function resumeQueue(invocation: Invocation, [queue = '']: readonly string[], options: KindOptions): Promise<void> {
  const kind = kindOf(options);
  const resumed = await change(invocation, options, {
    operation: operations.resumeQueue,
    call: { params: { queue, kind }, query: invocation.inVhost },
    does: `resume ${inWords[kind]} ${queue}`,
  });
  if (resumed !== null) await invocation.out.done(`${inWords[kind]} ${queue} goes on`);
}

async function listPauses({ client, out, inVhost }: Invocation): Promise<void> {
  await out.list(columns, client.items(operations.listPauses, { query: inVhost }), { empty: 'Nothing is paused.' });
}
