import { operations } from '@howdah/contracts';
import { Option, type Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { usageError } from '../cli-error.js';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { askSecret, canAsk } from '../output/ask.js';
import { text, yesNo, type Column } from '../output/cells.js';
import { readLine } from '../values/read-input.js';

type User = ItemOf<typeof operations.listUsers>;

export const roles = ['none', 'viewer', 'payload-viewer', 'operator', 'admin'] as const;

const columns: readonly Column<User>[] = [
  { name: 'name', isLong: true, cell: ({ name }) => text(name, 'strong') },
  { name: 'role', cell: ({ role }) => text(role) },
  { name: 'loopbackOnly', head: 'loopback only', cell: ({ loopbackOnly }) => yesNo(loopbackOnly) },
  { name: 'impersonator', cell: ({ impersonator }) => yesNo(impersonator) },
];

interface SetOptions extends ChangeOptions {
  readonly role: User['role'];
  /** False with --no-login. */
  readonly login: boolean;
  readonly loopbackOnly?: boolean;
  readonly impersonator?: boolean;
}

export function addUserCommands(program: Command, cli: Cli): void {
  const user = program.command('user').description('Users: list, show, create, password, delete');
  user.command('list').description('Users').action(cli.action(listUsers));
  user.command('show').description('One user').argument('<user>', 'the name').action(cli.action(showUser));
  user
    .command('create')
    .description('Create a user; the new password is asked for, or the first line of stdin')
    .argument('<name>', 'the name')
    .addOption(new Option('--role <role>', 'what the user may see and administer').choices(roles).default('none'))
    .option('--no-login', 'no password: login by API tokens only')
    .option('--loopback-only', 'may log in from the machine of the broker only')
    .option('--impersonator', 'may publish with the user id of anybody')
    .option(...dryRunFlag)
    .action(cli.action(createUser));
  user
    .command('password')
    .description('Give a user another password: asked for, or the first line of stdin')
    .argument('<user>', 'the name')
    .option(...dryRunFlag)
    .action(cli.action(changePassword));
  user
    .command('delete')
    .description('Delete a user with its permissions and tokens')
    .argument('<user>', 'the name')
    .option(...dryRunFlag)
    .action(cli.action(deleteUser));
  program.command('whoami').description('Who is logged in, where').action(cli.action(whoAmI));
}

async function listUsers({ client, out }: Invocation): Promise<void> {
  await out.list(columns, client.items(operations.listUsers), { empty: 'There is no user.' });
}

async function showUser({ client, out }: Invocation, [user = '']: readonly string[]): Promise<void> {
  await out.record(columns, await client.call(operations.getUser, { params: { user } }));
}

async function whoAmI({ client, out, target }: Invocation): Promise<void> {
  const found = await client.call(operations.whoami);
  const rows: readonly Column<typeof found>[] = [
    { name: 'user', cell: ({ user }) => text(user, 'strong') },
    { name: 'role', cell: ({ role }) => text(role) },
    ...(out.isTable
      ? [
          { name: 'server', cell: () => text(target.url) },
          { name: 'context', cell: () => text(target.context?.name) },
        ]
      : []),
  ];
  await out.record(rows, found);
}

async function createUser(
  invocation: Invocation,
  [user = '']: readonly string[],
  { role, login, loopbackOnly = false, impersonator = false, ...options }: SetOptions,
): Promise<void> {
  const password = login ? await newPassword(invocation, user, options) : null;
  const created = await change(invocation, options, {
    operation: operations.putUser,
    call: { params: { user }, body: { password, role, loopbackOnly, impersonator } },
    does: `create the user ${user} as ${role}`,
  });
  if (created === null) return;
  await invocation.out.done(`user ${user} is there: ${role}`, created);
  invocation.out.note(`what it may do in a virtual host: howdah permission set ${user} --configure '' --write '.*' --read '.*'`);
}

async function changePassword(invocation: Invocation, [user = '']: readonly string[], options: ChangeOptions): Promise<void> {
  const { role, loopbackOnly, impersonator } = await invocation.client.lookUp(operations.getUser, { params: { user } });
  const password = await newPassword(invocation, user, options);
  const changed = await change(invocation, options, {
    operation: operations.putUser,
    call: { params: { user }, body: { password, role, loopbackOnly, impersonator } },
    does: `give the user ${user} another password`,
  });
  if (changed !== null) await invocation.out.done(`user ${user} has another password`);
}

/** Never shown, also not where requests are only printed. */
async function newPassword({ io, options }: Invocation, user: string, { dryRun }: ChangeOptions): Promise<string> {
  if (dryRun === true || options.curl === true) return 'NEW-PASSWORD';
  const isAsked = canAsk(options, io);
  const password = isAsked ? await askSecret(`New password of ${user}`, io) : await readLine(io);
  if (password !== '') return password;
  throw usageError('There is no password.', 'Type it when asked, pipe it in, or say --no-login.');
}

async function deleteUser(invocation: Invocation, [user = '']: readonly string[], options: ChangeOptions): Promise<void> {
  const deleted = await change(invocation, options, {
    operation: operations.deleteUser,
    call: { params: { user } },
    does: `delete the user ${user} with its permissions and tokens`,
    question: `Delete the user ${user} with its permissions and tokens?`,
  });
  if (deleted !== null) await invocation.out.done(`user ${user} deleted`);
}
