import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import { change, dryRunFlag } from '../change.js';
import type { ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { formatNumberOf } from '../output/figures.js';
import { parseRate } from '../values/numbers.js';
import { runBulk, type BulkOptions } from './bulk-operation.js';
import { addFilterOptions, filterOf, type FilterOptions } from './message-filter.js';

type Options = BulkOptions & FilterOptions;

export function addBulkOptions(command: Command): Command {
  return addFilterOptions(command)
    .option('--rate <rate>', 'messages a second; default: as fast as it goes', parseRate)
    .option('--no-wait', 'do not wait for its end: it goes on by itself')
    .option(...dryRunFlag);
}

export function addQueuePurge(queue: Command, cli: Cli): void {
  const purge = queue
    .command('purge')
    .description('Remove the messages that wait; without a condition all, at once')
    .argument('<queue>', 'its name');
  addBulkOptions(purge).action(cli.action(purgeQueue));
}

export function addQueueMove(queue: Command, cli: Cli): void {
  const move = queue
    .command('move')
    .description('Move messages to another queue, as they are')
    .argument('<queue>', 'where they are')
    .argument('<target>', 'the queue that they go to');
  addBulkOptions(move).action(cli.action(moveMessages));
}

async function purgeQueue(invocation: Invocation, [queue = '']: readonly string[], options: Options): Promise<ExitCode | void> {
  const filter = filterOf(options);
  const call = { params: { queue }, query: invocation.inVhost };
  if (Object.keys(filter).length === 0 && options.rate === undefined && options.dryRun !== true)
    return purgeAtOnce(invocation, queue);
  return runBulk(invocation, options, {
    operation: operations.purgeQueue,
    call: { ...call, body: { filter, ratePerSecond: options.rate ?? null } },
    does: (messages) => `Remove ${messages} from ${queue}, which cannot be taken back`,
  });
}

async function purgeAtOnce(invocation: Invocation, queue: string): Promise<void> {
  const { client, out, inVhost } = invocation;
  const params = { queue };
  const { ready, delayed } = await client.lookUp(operations.getQueueStatistics, { params, query: inVhost });
  const waiting = formatNumberOf(ready + delayed, 'message');
  const removed = await change(
    invocation,
    {},
    {
      operation: operations.purgeQueue,
      call: { params, query: inVhost },
      does: `remove ${waiting} from ${queue}`,
      question: `Remove ${waiting} from ${queue}? That cannot be taken back.`,
    },
  );
  if (removed === null || !('messageCount' in removed)) return;
  await out.done(`${formatNumberOf(removed.messageCount, 'message')} removed from ${queue}`, removed);
}

async function moveMessages(
  invocation: Invocation,
  [queue = '', target = '']: readonly string[],
  options: Options,
): Promise<ExitCode | void> {
  return runBulk(invocation, options, {
    operation: operations.moveMessages,
    call: {
      params: { queue },
      query: invocation.inVhost,
      body: { target, filter: filterOf(options), ratePerSecond: options.rate ?? null },
    },
    does: (messages) => `Move ${messages} from ${queue} to ${target}`,
  });
}
