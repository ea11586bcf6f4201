import { operations, type OutputOf } from '@howdah/contracts';
import { Option, type Command } from 'commander';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { json, text, yesNo, type Column } from '../output/cells.js';
import { collectValue, type Values } from '../values/key-values.js';

type Exchange = OutputOf<typeof operations.getExchange>;

const types = ['direct', 'fanout', 'topic', 'headers', 'x-delayed-message'] as const;

const columns: readonly Column<Exchange>[] = [
  { name: 'name', isLong: true, cell: ({ name }) => text(name, 'strong') },
  { name: 'type', cell: ({ type }) => text(type) },
  { name: 'durable', cell: ({ durable }) => yesNo(durable) },
  { name: 'autoDelete', head: 'auto-delete', cell: ({ autoDelete }) => yesNo(autoDelete) },
  { name: 'internal', cell: ({ internal }) => yesNo(internal) },
  { name: 'arguments', isLong: true, cell: ({ arguments: args }) => json(args) },
];

interface CreateOptions extends ChangeOptions {
  readonly type: (typeof types)[number];
  readonly transient?: true;
  readonly autoDelete?: true;
  readonly internal?: true;
  readonly alternate?: string;
  readonly argument?: Values;
}

export function addExchangeCommands(program: Command, cli: Cli): void {
  const exchange = program.command('exchange').description('Exchanges: list, show, create, delete');
  exchange.command('list').description('Exchanges of the virtual host').action(cli.action(listExchanges));
  exchange
    .command('show')
    .description('One exchange')
    .argument('<exchange>', 'its name; amq.default is the default exchange')
    .action(cli.action(showExchange));
  exchange
    .command('create')
    .description('Declare an exchange: creates it, or finds it with the same settings')
    .argument('<name>', 'its name')
    .addOption(new Option('-t, --type <type>', 'how it routes').choices(types).default('direct'))
    .option('--alternate <exchange>', 'where messages go that match nothing here')
    .option('--transient', 'not durable')
    .option('--auto-delete', 'delete it when its last binding goes')
    .option('--internal', 'only other exchanges may publish to it')
    .option('--argument <name=value>', 'any further argument; may be repeated', collectValue)
    .option(...dryRunFlag)
    .action(cli.action(createExchange));
  exchange
    .command('delete')
    .description('Delete an exchange and its bindings')
    .argument('<exchange>', 'its name')
    .option('--if-unused', 'refuse when it has bindings')
    .option(...dryRunFlag)
    .action(cli.action(deleteExchange));
}

async function listExchanges({ client, out, inVhost }: Invocation): Promise<void> {
  await out.list(columns, client.items(operations.listExchanges, { query: inVhost }), { empty: 'There is no exchange.' });
}

async function showExchange({ client, out, inVhost }: Invocation, [exchange = '']: readonly string[]): Promise<void> {
  await out.record(columns, await client.call(operations.getExchange, { params: { exchange }, query: inVhost }));
}

async function createExchange(invocation: Invocation, [exchange = '']: readonly string[], options: CreateOptions): Promise<void> {
  const args = { ...options.argument, ...(options.alternate === undefined ? {} : { 'alternate-exchange': options.alternate }) };
  const declared = await change(invocation, options, {
    operation: operations.declareExchange,
    call: {
      params: { exchange },
      query: invocation.inVhost,
      body: {
        type: options.type,
        ...(options.transient === true ? { durable: false } : {}),
        ...(options.autoDelete === true ? { autoDelete: true } : {}),
        ...(options.internal === true ? { internal: true } : {}),
        ...(Object.keys(args).length === 0 ? {} : { arguments: args }),
      },
    },
    does: `declare the ${options.type} exchange ${exchange}`,
  });
  if (declared !== null) await invocation.out.done(`exchange ${exchange} is there: ${declared.type}`, declared);
}

interface DeleteOptions extends ChangeOptions {
  readonly ifUnused?: true;
}

async function deleteExchange(invocation: Invocation, [exchange = '']: readonly string[], options: DeleteOptions): Promise<void> {
  const { out, inVhost } = invocation;
  const deleted = await change(invocation, options, {
    operation: operations.deleteExchange,
    call: {
      params: { exchange },
      query: { ...inVhost, ...(options.ifUnused === true ? { ifUnused: 'true' as const } : {}) },
    },
    does: `delete the exchange ${exchange} and its bindings`,
    question: `Delete the exchange ${exchange} and its bindings?`,
  });
  if (deleted !== null) await out.done(`exchange ${exchange} deleted`);
}
