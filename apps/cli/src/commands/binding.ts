import { operations } from '@howdah/contracts';
import { Option, type Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { CliError, usageError } from '../cli-error.js';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import { exitCodes } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { json, text, type Column } from '../output/cells.js';
import { collectValue, type Values } from '../values/key-values.js';

type Binding = ItemOf<typeof operations.listBindings>;

const columns: readonly Column<Binding>[] = [
  { name: 'id', isFigure: true, cell: ({ id }) => text(id, 'faint') },
  { name: 'source', isLong: true, cell: ({ source }) => text(source, 'strong') },
  { name: 'routingKey', head: 'routing key', isLong: true, cell: ({ routingKey }) => text(routingKey) },
  { name: 'destinationKind', head: 'to', cell: ({ destinationKind }) => text(destinationKind, 'faint') },
  { name: 'destination', isLong: true, cell: ({ destination }) => text(destination, 'strong') },
  { name: 'arguments', isLong: true, cell: ({ arguments: args }) => json(args) },
];

interface ListOptions {
  readonly source?: string;
  readonly destination?: string;
}

interface BindOptions extends ChangeOptions {
  readonly key: string;
  readonly to: 'queue' | 'exchange';
  readonly argument?: Values;
}

interface DeleteOptions extends ChangeOptions {
  readonly key?: string;
}

export function addBindingCommands(program: Command, cli: Cli): void {
  const binding = program.command('binding').description('Bindings: list, create, delete');
  binding
    .command('list')
    .description('Bindings of the virtual host')
    .option('--source <exchange>', 'of this exchange alone')
    .option('--destination <queue>', 'to this queue or exchange alone')
    .action(cli.action(listBindings));
  binding
    .command('create')
    .description('Bind a queue or an exchange to an exchange; a repetition changes nothing')
    .argument('<exchange>', 'the exchange that routes')
    .argument('<queue>', 'where messages go')
    .option('-k, --key <key>', 'routing key or pattern', '')
    .addOption(new Option('--to <kind>', 'what the destination is').choices(['queue', 'exchange']).default('queue'))
    .option('--argument <name=value>', 'for a headers exchange, such as x-match=any; may be repeated', collectValue)
    .option(...dryRunFlag)
    .action(cli.action(createBinding));
  binding
    .command('delete')
    .description('Delete a binding: by its id, or by what it binds')
    .argument('<binding>', 'its id, or the exchange that routes')
    .argument('[queue]', 'where messages go')
    .option('-k, --key <key>', 'routing key or pattern')
    .option(...dryRunFlag)
    .action(cli.action(deleteBinding));
}

async function listBindings({ client, out, inVhost }: Invocation, _: readonly string[], options: ListOptions): Promise<void> {
  const query = {
    ...inVhost,
    ...(options.source === undefined ? {} : { source: options.source }),
    ...(options.destination === undefined ? {} : { destination: options.destination }),
  };
  await out.list(columns, client.items(operations.listBindings, { query }), {
    empty: "There is no binding. (The default exchange reaches every queue by the queue's name.)",
  });
}

async function createBinding(
  invocation: Invocation,
  [source = '', destination = '']: readonly string[],
  { key, to, argument = {}, dryRun }: BindOptions,
): Promise<void> {
  const bound = await change(invocation, dryRun === true ? { dryRun } : {}, {
    operation: operations.bind,
    call: {
      query: invocation.inVhost,
      body: { source, destination, destinationKind: to, routingKey: key, arguments: argument },
    },
    does: `bind the ${to} ${destination} to ${source} with ${key === '' ? 'the empty key' : key}`,
  });
  if (bound !== null) await invocation.out.done(`${source} routes to ${destination} (binding ${bound.id})`, bound);
}

async function deleteBinding(invocation: Invocation, words: readonly string[], options: DeleteOptions): Promise<void> {
  const binding = await idOf(invocation, words, options);
  const deleted = await change(invocation, options, {
    operation: operations.unbind,
    call: { params: { binding }, query: invocation.inVhost },
    does: `delete the binding ${words.join(' → ')} (${binding})`,
    question: `Delete the binding ${words.join(' → ')} (${binding})?`,
  });
  if (deleted !== null) await invocation.out.done(`binding ${binding} deleted`);
}

async function idOf(
  { client, inVhost }: Invocation,
  [first = '', destination]: readonly string[],
  { key }: DeleteOptions,
): Promise<string> {
  if (destination === undefined) {
    if (/^\d+$/.test(first)) return first;
    throw usageError(`'${first}' is no id of a binding.`, 'Give its id, or exchange and queue: howdah binding list.');
  }
  const query = { ...inVhost, source: first, destination };
  const { items } = await client.lookUp(operations.listBindings, { query });
  const found = items.filter(({ routingKey }) => key === undefined || routingKey === key);
  if (found.length === 1) return found[0]!.id;
  if (found.length === 0) throw new CliError(`${first} has no such binding to ${destination}.`, { exitCode: exitCodes.notFound });
  throw usageError(
    `${first} has ${found.length} bindings to ${destination}: ${found.map(({ id, routingKey }) => `${id} (${routingKey})`).join(', ')}.`,
    'Say which with --key, or by its id.',
  );
}
