import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { text, type Column } from '../output/cells.js';

type Permission = ItemOf<typeof operations.listPermissions>;
type TopicPermission = ItemOf<typeof operations.listTopicPermissions>;

const columns: readonly Column<Permission>[] = [
  { name: 'user', isLong: true, cell: ({ user }) => text(user, 'strong') },
  { name: 'vhost', isLong: true, cell: ({ vhost }) => text(vhost) },
  { name: 'configure', isLong: true, cell: ({ configure }) => text(configure) },
  { name: 'write', isLong: true, cell: ({ write }) => text(write) },
  { name: 'read', isLong: true, cell: ({ read }) => text(read) },
];

const topicColumns: readonly Column<TopicPermission>[] = [
  { name: 'user', isLong: true, cell: ({ user }) => text(user, 'strong') },
  { name: 'vhost', isLong: true, cell: ({ vhost }) => text(vhost) },
  { name: 'exchange', isLong: true, cell: ({ exchange }) => text(exchange) },
  { name: 'write', isLong: true, cell: ({ write }) => text(write) },
  { name: 'read', isLong: true, cell: ({ read }) => text(read) },
];

interface ListOptions {
  readonly of?: string;
}

interface SetOptions extends ChangeOptions {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

export function addPermissionCommands(program: Command, cli: Cli): void {
  const permission = program
    .command('permission')
    .description("What users may do in a virtual host: patterns over names; '' permits nothing");
  permission
    .command('list')
    .description('Permissions in all virtual hosts')
    .option('--of <user>', 'of this user alone')
    .action(cli.action(listPermissions));
  permission
    .command('set')
    .description('Set the three patterns of a user, here in the virtual host')
    .argument('<user>', 'the name')
    .requiredOption('--configure <pattern>', 'declare and delete')
    .requiredOption('--write <pattern>', 'publish, bind to')
    .requiredOption('--read <pattern>', 'receive, settle, purge, bind from')
    .option(...dryRunFlag)
    .action(cli.action(setPermission));
  permission
    .command('delete')
    .description('Take a user out of the virtual host')
    .argument('<user>', 'the name')
    .option(...dryRunFlag)
    .action(cli.action(deletePermission));
  addTopicCommands(permission.command('topic').description('Which routing keys of a topic exchange a user may use'), cli);
}

function addTopicCommands(topic: Command, cli: Cli): void {
  topic
    .command('list')
    .description('Topic permissions in all virtual hosts')
    .option('--of <user>', 'of this user alone')
    .action(cli.action(listTopicPermissions));
  topic
    .command('set')
    .description('Set the patterns of routing keys')
    .argument('<user>', 'the name')
    .argument('<exchange>', 'a topic exchange')
    .requiredOption('--write <pattern>', 'publish')
    .requiredOption('--read <pattern>', 'bind')
    .option(...dryRunFlag)
    .action(cli.action(setTopicPermission));
  topic
    .command('delete')
    .description('Let a user use every routing key of an exchange')
    .argument('<user>', 'the name')
    .argument('<exchange>', 'a topic exchange')
    .option(...dryRunFlag)
    .action(cli.action(deleteTopicPermission));
}

const ofUser = ({ of }: ListOptions) => ({ query: of === undefined ? {} : { user: of } });

async function listPermissions({ client, out }: Invocation, _: readonly string[], options: ListOptions): Promise<void> {
  await out.list(columns, client.items(operations.listPermissions, ofUser(options)), { empty: 'Nobody has a permission.' });
}

async function listTopicPermissions({ client, out }: Invocation, _: readonly string[], options: ListOptions): Promise<void> {
  await out.list(topicColumns, client.items(operations.listTopicPermissions, ofUser(options)), {
    empty: 'There is no topic permission: every routing key may be used.',
  });
}

async function setPermission(
  invocation: Invocation,
  [user = '']: readonly string[],
  { configure, write, read, ...options }: SetOptions,
): Promise<void> {
  const set = await change(invocation, options, {
    operation: operations.putPermission,
    call: { params: { user }, query: invocation.inVhost, body: { configure, write, read } },
    does: `set the permission of ${user} in ${invocation.target.vhost}`,
  });
  if (set !== null) await invocation.out.done(`permission of ${user} in ${invocation.target.vhost} set`, set);
}

async function deletePermission(invocation: Invocation, [user = '']: readonly string[], options: ChangeOptions): Promise<void> {
  const deleted = await change(invocation, options, {
    operation: operations.deletePermission,
    call: { params: { user }, query: invocation.inVhost },
    does: `take ${user} out of ${invocation.target.vhost}`,
    question: `Take ${user} out of the virtual host ${invocation.target.vhost}?`,
  });
  if (deleted !== null) await invocation.out.done(`${user} has no permission in ${invocation.target.vhost} any more`);
}

async function setTopicPermission(
  invocation: Invocation,
  [user = '', exchange = '']: readonly string[],
  { write, read, ...options }: SetOptions,
): Promise<void> {
  const set = await change(invocation, options, {
    operation: operations.putTopicPermission,
    call: { params: { user, exchange }, query: invocation.inVhost, body: { write, read } },
    does: `set the topic permission of ${user} on ${exchange}`,
  });
  if (set !== null) await invocation.out.done(`topic permission of ${user} on ${exchange} set`, set);
}

async function deleteTopicPermission(
  invocation: Invocation,
  [user = '', exchange = '']: readonly string[],
  options: ChangeOptions,
): Promise<void> {
  const deleted = await change(invocation, options, {
    operation: operations.deleteTopicPermission,
    call: { params: { user, exchange }, query: invocation.inVhost },
    does: `delete the topic permission of ${user} on ${exchange}`,
  });
  if (deleted !== null) await invocation.out.done(`${user} may use every routing key of ${exchange}`);
}
