import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { usageError } from '../cli-error.js';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { count, text, type Column } from '../output/cells.js';
import { wholeNumber } from '../values/numbers.js';

type Vhost = ItemOf<typeof operations.listVhosts>;

const columns: readonly Column<Vhost>[] = [
  { name: 'name', isLong: true, cell: ({ name }) => text(name, 'strong') },
  { name: 'description', isLong: true, cell: ({ description }) => text(description) },
  { name: 'maxConnections', head: 'max connections', isFigure: true, cell: ({ maxConnections }) => count(maxConnections) },
  { name: 'maxQueues', head: 'max queues', isFigure: true, cell: ({ maxQueues }) => count(maxQueues) },
];

interface CreateOptions extends ChangeOptions {
  readonly description?: string;
}

interface LimitOptions extends ChangeOptions {
  readonly maxConnections?: number | null;
  readonly maxQueues?: number | null;
}

const limit = (text: string): number | null => (text === 'none' ? null : wholeNumber(0, 2 ** 31 - 1)(text));

export function addVhostCommands(program: Command, cli: Cli): void {
  const vhost = program.command('vhost').description('Virtual hosts: list, create, limit, delete');
  vhost.command('list').description('Virtual hosts and their limits').action(cli.action(listVhosts));
  vhost
    .command('create')
    .description('Create a virtual host')
    .argument('<name>', 'its name')
    .option('--description <text>', 'what it is for')
    .option(...dryRunFlag)
    .action(cli.action(createVhost));
  vhost
    .command('limit')
    .description('How many connections and queues it may have, over all brokers')
    .argument('<vhost>', 'its name')
    .option('--max-connections <count>', "a number, or 'none'", limit)
    .option('--max-queues <count>', "a number, or 'none'", limit)
    .option(...dryRunFlag)
    .action(cli.action(limitVhost));
  vhost
    .command('delete')
    .description('Delete a virtual host with everything in it')
    .argument('<vhost>', 'its name')
    .option(...dryRunFlag)
    .action(cli.action(deleteVhost));
}

async function listVhosts({ client, out }: Invocation): Promise<void> {
  await out.list(columns, client.items(operations.listVhosts), { empty: 'There is no virtual host that you may see.' });
}

async function createVhost(
  invocation: Invocation,
  [vhost = '']: readonly string[],
  { description = '', ...options }: CreateOptions,
): Promise<void> {
  const created = await change(invocation, options, {
    operation: operations.createVhost,
    call: { params: { vhost }, body: { description } },
    does: `create the virtual host ${vhost}`,
  });
  if (created !== null) await invocation.out.done(`virtual host ${vhost} is there`, created);
}

async function limitVhost(invocation: Invocation, [vhost = '']: readonly string[], options: LimitOptions): Promise<void> {
  if (options.maxConnections === undefined && options.maxQueues === undefined)
    throw usageError('No limit is given.', "Give --max-connections or --max-queues, a number or 'none'.");
  const before = await invocation.client.lookUp(operations.getVhost, { params: { vhost } });
  const { maxConnections = before.maxConnections, maxQueues = before.maxQueues } = options;
  const limited = await change(invocation, options, {
    operation: operations.setVhostLimits,
    call: { params: { vhost }, body: { maxConnections, maxQueues } },
    does: `limit ${vhost} to ${maxConnections ?? 'any number of'} connections and ${maxQueues ?? 'any number of'} queues`,
  });
  if (limited !== null) await invocation.out.done(`limits of ${vhost} set`, limited);
}

async function deleteVhost(invocation: Invocation, [vhost = '']: readonly string[], options: ChangeOptions): Promise<void> {
  const deleted = await change(invocation, options, {
    operation: operations.deleteVhost,
    call: { params: { vhost } },
    does: `delete the virtual host ${vhost} with everything in it`,
    question: `Delete the virtual host ${vhost} with all its queues and messages? That cannot be taken back.`,
  });
  if (deleted !== null) await invocation.out.done(`virtual host ${vhost} deleted`);
}
