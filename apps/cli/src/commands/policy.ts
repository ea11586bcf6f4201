import { operations, type OutputOf } from '@howdah/contracts';
import { Option, type Command } from 'commander';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { count, json, text, type Column } from '../output/cells.js';
import { collectValue } from '../values/key-values.js';
import { wholeNumber } from '../values/numbers.js';

type Policy = OutputOf<typeof operations.getPolicy>;

const columns: readonly Column<Policy>[] = [
  { name: 'name', isLong: true, cell: ({ name }) => text(name, 'strong') },
  { name: 'pattern', isLong: true, cell: ({ pattern }) => text(pattern) },
  { name: 'appliesTo', head: 'applies to', cell: ({ appliesTo }) => text(appliesTo) },
  { name: 'priority', isFigure: true, cell: ({ priority }) => count(priority) },
  { name: 'definition', isLong: true, cell: ({ definition }) => json(definition) },
];

interface SetOptions extends ChangeOptions {
  readonly appliesTo: Policy['appliesTo'];
  readonly priority: number;
  readonly define?: Policy['definition'];
}

export function addPolicyCommands(program: Command, cli: Cli): void {
  const policy = program.command('policy').description('Policies: settings for all queues or exchanges whose names match');
  policy.command('list').description('Policies of the virtual host').action(cli.action(listPolicies));
  policy.command('show').description('One policy').argument('<policy>', 'its name').action(cli.action(showPolicy));
  policy
    .command('set')
    .description('Set a policy, in place of an earlier one of this name')
    .argument('<name>', 'its name')
    .argument('<pattern>', 'regular expression over names, unanchored')
    .option('-d, --define <name=value>', 'an argument without x-, such as message-ttl=60000; may be repeated', collectValue)
    .addOption(new Option('--applies-to <kind>', 'what it is for').choices(['queues', 'exchanges', 'all']).default('all'))
    .option('--priority <number>', 'the matching policy with the highest counts', wholeNumber(-2_147_483_648, 2_147_483_647), 0)
    .option(...dryRunFlag)
    .action(cli.action(setPolicy));
  policy
    .command('delete')
    .description('Delete a policy')
    .argument('<policy>', 'its name')
    .option(...dryRunFlag)
    .action(cli.action(deletePolicy));
}

async function listPolicies({ client, out, inVhost }: Invocation): Promise<void> {
  await out.list(columns, client.items(operations.listPolicies, { query: inVhost }), { empty: 'There is no policy.' });
}

async function showPolicy({ client, out, inVhost }: Invocation, [policy = '']: readonly string[]): Promise<void> {
  await out.record(columns, await client.call(operations.getPolicy, { params: { policy }, query: inVhost }));
}

async function setPolicy(
  invocation: Invocation,
  [policy = '', pattern = '']: readonly string[],
  { appliesTo, priority, define = {}, ...options }: SetOptions,
): Promise<void> {
  const set = await change(invocation, options, {
    operation: operations.putPolicy,
    call: { params: { policy }, query: invocation.inVhost, body: { pattern, appliesTo, priority, definition: define } },
    does: `set the policy ${policy} for ${appliesTo} that match ${pattern}`,
  });
  if (set !== null) await invocation.out.done(`policy ${policy} set`, set);
}

async function deletePolicy(invocation: Invocation, [policy = '']: readonly string[], options: ChangeOptions): Promise<void> {
  const deleted = await change(invocation, options, {
    operation: operations.deletePolicy,
    call: { params: { policy }, query: invocation.inVhost },
    does: `delete the policy ${policy}`,
    question: `Delete the policy ${policy}? Queues that it applies to change at once.`,
  });
  if (deleted !== null) await invocation.out.done(`policy ${policy} deleted`);
}
