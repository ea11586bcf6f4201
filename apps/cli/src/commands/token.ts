import { operations } from '@howdah/contracts';
import { Option, type Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { age, instant, text, type Column } from '../output/cells.js';
import { parseInstant } from '../values/duration.js';
import { roles } from './user.js';

type Token = ItemOf<typeof operations.listTokens>;

const columns: readonly Column<Token>[] = [
  { name: 'id', cell: ({ id }) => text(id, 'strong') },
  { name: 'user', cell: ({ user }) => text(user) },
  { name: 'role', cell: ({ role }) => text(role) },
  { name: 'description', isLong: true, cell: ({ description }) => text(description) },
  { name: 'createdAt', head: 'created', isFigure: true, cell: ({ createdAt }) => age(createdAt) },
  { name: 'expiresAt', head: 'expires', cell: ({ expiresAt }) => instant(expiresAt) },
];

interface CreateOptions extends ChangeOptions {
  readonly role: Token['role'];
  readonly for?: string;
  readonly description: string;
  readonly expires?: string;
}

export function addTokenCommands(program: Command, cli: Cli): void {
  const token = program.command('token').alias('api-key').description('API tokens: list, create, revoke');
  token.command('list').description("One's own tokens; an administrator sees all").action(cli.action(listTokens));
  token
    .command('create')
    .description('Create a token; it is shown this once')
    .addOption(new Option('--role <role>', 'at most the role of its user').choices(roles).makeOptionMandatory())
    .option('--for <user>', 'whose token; default: who is logged in')
    .option('--description <text>', 'what it is for', '')
    .option('--expires <when>', 'such as 30d, or an instant; default: never', (text) => parseInstant(text, 1))
    .option(...dryRunFlag)
    .action(cli.action(createToken));
  token
    .command('revoke')
    .description('End a token at once')
    .argument('<token>', 'its id')
    .option(...dryRunFlag)
    .action(cli.action(revokeToken));
}

async function listTokens({ client, out }: Invocation): Promise<void> {
  await out.list(columns, client.items(operations.listTokens), { empty: 'There is no token.' });
}

async function createToken(invocation: Invocation, _: readonly string[], options: CreateOptions): Promise<void> {
  const { out } = invocation;
  const { role, description, expires = null } = options;
  const created = await change(invocation, options, {
    operation: operations.createToken,
    call: { body: { role, description, expiresAt: expires, ...(options.for === undefined ? {} : { user: options.for }) } },
    does: `create a token with the role ${role}`,
  });
  if (created === null) return;
  // The token alone, so that it can be kept: TOKEN=$(howdah token create …)
  if (out.isTable || out.format === 'plain') await out.write(`${created.token}\n`);
  await out.done(`token ${created.id} created for ${created.user}; it is not shown again`, created);
}

async function revokeToken(invocation: Invocation, [token = '']: readonly string[], options: ChangeOptions): Promise<void> {
  const revoked = await change(invocation, options, {
    operation: operations.deleteToken,
    call: { params: { token } },
    does: `revoke the token ${token}`,
    question: `Revoke the token ${token}? Whoever uses it is refused from then on.`,
  });
  if (revoked !== null) await invocation.out.done(`token ${token} revoked`);
}
