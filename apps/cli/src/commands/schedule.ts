import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { age, count, instant, type Column } from '../output/cells.js';
import { bodyColumn, idColumn } from '../output/message-columns.js';
import { wholeNumber } from '../values/numbers.js';
import type { Peeked } from './peek.js';

const columns: readonly Column<Peeked>[] = [
  idColumn,
  { name: 'availableAt', head: 'due', isFigure: true, cell: ({ availableAt }) => age(availableAt) },
  { name: 'at', cell: ({ availableAt }) => instant(availableAt) },
  { name: 'attempts', head: 'failed', isFigure: true, cell: ({ attempts }) => count(attempts, 'warn') },
  bodyColumn,
];

interface ListOptions {
  readonly limit: number;
}

export function addScheduleCommands(program: Command, cli: Cli): void {
  const schedule = program.command('schedule').description('Messages that wait for their time (publish --delay makes them)');
  schedule
    .command('list')
    .description('Delayed messages of a queue: published with a delay, or backing off')
    .argument('<queue>', 'its name')
    .option('-l, --limit <count>', 'at most so many', wholeNumber(1), 100)
    .action(cli.action(listDelayed));
}

async function listDelayed(
  { client, out, inVhost }: Invocation,
  [queue = '']: readonly string[],
  { limit }: ListOptions,
): Promise<void> {
  const query = { ...inVhost, state: 'delayed' as const };
  const messages = client.items(operations.peekMessages, { params: { queue }, query }, limit);
  await out.list(columns, messages, { empty: `No message of ${queue} waits for its time.` });
}
