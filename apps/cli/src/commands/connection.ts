import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { age, count, json, text, yesNo, type Column } from '../output/cells.js';

type Connection = ItemOf<typeof operations.listConnections>;
type Consumer = ItemOf<typeof operations.listConsumers>;

const columns: readonly Column<Connection>[] = [
  { name: 'id', isFigure: true, cell: ({ id }) => text(id, 'strong') },
  { name: 'user', cell: ({ user }) => text(user) },
  { name: 'vhost', isLong: true, cell: ({ vhost }) => text(vhost) },
  { name: 'name', isLong: true, cell: ({ name }) => text(name) },
  { name: 'connectedAt', head: 'for', isFigure: true, cell: ({ connectedAt }) => age(connectedAt) },
];

const consumerColumns: readonly Column<Consumer>[] = [
  { name: 'queue', isLong: true, cell: ({ queue }) => text(queue, 'strong') },
  { name: 'tag', isLong: true, cell: ({ tag }) => text(tag) },
  { name: 'connection', isFigure: true, cell: ({ connection }) => text(connection) },
  { name: 'priority', isFigure: true, cell: ({ priority }) => count(priority) },
  { name: 'exclusive', cell: ({ exclusive }) => yesNo(exclusive) },
  { name: 'active', cell: ({ active }) => yesNo(active) },
];

interface ListOptions {
  readonly of?: string;
}

interface ConsumerOptions {
  readonly queue?: string;
}

interface CloseOptions extends ChangeOptions {
  readonly reason?: string;
}

export function addConnectionCommands(program: Command, cli: Cli): void {
  const connection = program.command('connection').description('Connections to all brokers: list, show, close');
  connection
    .command('list')
    .description('Who is connected')
    .option('--of <user>', 'of this user alone')
    .action(cli.action(listConnections));
  connection.command('show').description('One connection').argument('<connection>', 'its id').action(cli.action(showConnection));
  connection
    .command('close')
    .description('Have its broker close it; what its consumers hold comes back')
    .argument('<connection>', 'its id')
    .option('--reason <text>', 'what its client is told')
    .option(...dryRunFlag)
    .action(cli.action(closeConnection));
  program
    .command('consumer')
    .description('Consumers')
    .command('list')
    .description('Consumers of the virtual host, on all brokers')
    .option('--queue <queue>', 'of this queue alone')
    .action(cli.action(listConsumers));
}

async function listConnections({ client, out }: Invocation, _: readonly string[], { of }: ListOptions): Promise<void> {
  const query = of === undefined ? {} : { user: of };
  await out.list(columns, client.items(operations.listConnections, { query }), { empty: 'Nobody is connected.' });
}

async function showConnection({ client, out }: Invocation, [connection = '']: readonly string[]): Promise<void> {
  const rows: readonly Column<Connection>[] = [...columns, { name: 'details', cell: ({ details }) => json(details) }];
  await out.record(rows, await client.call(operations.getConnection, { params: { connection } }));
}

async function closeConnection(
  invocation: Invocation,
  [connection = '']: readonly string[],
  options: CloseOptions,
): Promise<void> {
  const { name, user } = await invocation.client.lookUp(operations.getConnection, { params: { connection } });
  const closed = await change(invocation, options, {
    operation: operations.closeConnection,
    call: { params: { connection }, headers: options.reason === undefined ? {} : { 'x-reason': options.reason } },
    does: `close the connection ${connection} of ${user} (${name})`,
    question: `Close the connection ${connection} of ${user} (${name})?`,
  });
  if (closed !== null) await invocation.out.done(`connection ${connection} is being closed`);
}

async function listConsumers(
  { client, out, inVhost }: Invocation,
  _: readonly string[],
  { queue }: ConsumerOptions,
): Promise<void> {
  const query = { ...inVhost, ...(queue === undefined ? {} : { queue }) };
  await out.list(consumerColumns, client.items(operations.listConsumers, { query }), { empty: 'Nobody consumes.' });
}
