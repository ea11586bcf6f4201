import { operations, type OutputOf } from '@howdah/contracts';
import type { Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { age, count, instant, json, rate, text, yesNo, type Column } from '../output/cells.js';
import { formatNumberOf } from '../output/figures.js';
import { pausesInWords } from '../output/pauses-in-words.js';
import { settingsInWords } from '../output/settings-in-words.js';
import { addQueueCreate } from './queue-create.js';
import { addQueueMove, addQueuePurge } from './queue-messages.js';

type Statistics = ItemOf<typeof operations.listQueueStatistics>;
type Queue = OutputOf<typeof operations.getQueue>;

/** Figures of a queue; what needs nobody is faint. */
export const queueColumns: readonly Column<Statistics>[] = [
  { name: 'queue', isLong: true, cell: ({ queue }) => text(queue, 'strong') },
  { name: 'ready', isFigure: true, cell: ({ ready }) => count(ready) },
  { name: 'unacked', isFigure: true, cell: ({ unacked }) => count(unacked) },
  { name: 'delayed', isFigure: true, cell: ({ delayed }) => count(delayed) },
  { name: 'dead', isFigure: true, cell: ({ dead }) => count(dead, 'bad') },
  { name: 'oldestAt', head: 'oldest', isFigure: true, cell: ({ oldestAt }) => age(oldestAt) },
  { name: 'inRate', head: 'in/s', isFigure: true, cell: ({ inRate }) => rate(inRate) },
  { name: 'outRate', head: 'out/s', isFigure: true, cell: ({ outRate }) => rate(outRate) },
  { name: 'consumers', isFigure: true, cell: ({ consumers, ready }) => count(consumers, ready > 0 ? 'warn' : 'plain') },
  { name: 'pauses', head: 'paused', isLong: true, cell: ({ pauses }) => text(pausesInWords(pauses), 'warn') },
];

const queueRows: readonly Column<Queue & Partial<Statistics>>[] = [
  { name: 'name', cell: ({ name }) => text(name, 'strong') },
  { name: 'vhost', cell: ({ vhost }) => text(vhost) },
  { name: 'durable', cell: ({ durable }) => yesNo(durable) },
  { name: 'exclusive', cell: ({ exclusive }) => yesNo(exclusive) },
  { name: 'autoDelete', head: 'auto-delete', cell: ({ autoDelete }) => yesNo(autoDelete) },
  { name: 'createdAt', head: 'created', cell: ({ createdAt }) => instant(createdAt) },
  { name: 'pauses', head: 'paused', cell: ({ pauses }) => text(pausesInWords(pauses), 'warn') },
  { name: 'arguments', cell: ({ arguments: args }) => json(args) },
  { name: 'settings', cell: ({ arguments: args }) => text(settingsInWords(args)) },
];

export function addQueueCommands(program: Command, cli: Cli): void {
  const queue = program.command('queue').description('Queues: list, show, create, delete, purge, move');
  queue.command('list').description('Queues with their figures').action(cli.action(listQueues));
  queue
    .command('show')
    .description('One queue: what it is, what is in it')
    .argument('<queue>', 'its name')
    .action(cli.action(showQueue));
  queue.command('stats').description('Figures of one queue').argument('<queue>', 'its name').action(cli.action(showStatistics));
  addQueueCreate(queue, cli);
  queue
    .command('delete')
    .description('Delete a queue, its bindings and its messages')
    .argument('<queue>', 'its name')
    .option('--if-empty', 'refuse when messages are in it')
    .option('--if-unused', 'refuse when somebody consumes from it')
    .option(...dryRunFlag)
    .action(cli.action(deleteQueue));
  addQueuePurge(queue, cli);
  addQueueMove(queue, cli);
}

async function listQueues({ client, out, inVhost, target }: Invocation): Promise<void> {
  const queues = client.items(operations.listQueueStatistics, { query: inVhost });
  await out.list(queueColumns, queues, {
    empty: `There is no queue in ${target.vhost} yet: howdah queue create orders makes one.`,
    summary: 'consumers, in/s and out/s are those of the broker that was asked',
  });
}

async function showQueue({ client, out, inVhost }: Invocation, [queue = '']: readonly string[]): Promise<void> {
  const params = { queue };
  const found = await client.call(operations.getQueue, { params, query: inVhost });
  await out.record(queueRows, found);
  if (!out.isTable) return;
  const figures = await client.lookUp(operations.getQueueStatistics, { params, query: inVhost });
  await out.write('\n');
  await out.list(queueColumns.slice(1, -1), [figures as Statistics], { empty: '' });
}

async function showStatistics({ client, out, inVhost }: Invocation, [queue = '']: readonly string[]): Promise<void> {
  const found = await client.call(operations.getQueueStatistics, { params: { queue }, query: inVhost });
  await out.record(queueColumns, found);
}

interface DeleteOptions extends ChangeOptions {
  readonly ifEmpty?: true;
  readonly ifUnused?: true;
}

async function deleteQueue(invocation: Invocation, [queue = '']: readonly string[], options: DeleteOptions): Promise<void> {
  const { client, out, inVhost } = invocation;
  const params = { queue };
  const { ready, unacked, delayed } = await client.lookUp(operations.getQueueStatistics, { params, query: inVhost });
  const held = formatNumberOf(ready + unacked + delayed, 'message');
  const conditions = {
    ...(options.ifEmpty === true ? { ifEmpty: 'true' as const } : {}),
    ...(options.ifUnused === true ? { ifUnused: 'true' as const } : {}),
  };
  const removed = await change(invocation, options, {
    operation: operations.deleteQueue,
    call: { params, query: { ...inVhost, ...conditions } },
    does: `delete the queue ${queue} with ${held}`,
    question: `Delete the queue ${queue} with ${held}? That cannot be taken back.`,
  });
  if (removed !== null) await out.done(`queue ${queue} deleted with ${formatNumberOf(removed.messageCount, 'message')}`, removed);
}
