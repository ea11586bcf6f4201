import type { Command } from 'commander';
import { usageError } from '../cli-error.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { text, yesNo, type Column } from '../output/cells.js';
import { contextsPath, readContexts, writeContexts, type Context, type Contexts } from '../settings/contexts-file.js';
import { findSecret } from '../settings/secret.js';
import { noContext, parseServerUrl } from '../settings/target.js';

interface Listed extends Omit<Context, 'secret'> {
  readonly name: string;
  readonly current: boolean;
  readonly secret: 'stored' | 'file' | 'none';
}

const columns: readonly Column<Listed>[] = [
  { name: 'current', head: '', cell: ({ current }) => ({ ...yesNo(current), shown: current ? '●' : ' ' }) },
  { name: 'name', cell: ({ name }) => text(name, 'strong') },
  { name: 'url', isLong: true, cell: ({ url }) => text(url) },
  { name: 'user', cell: ({ user }) => text(user) },
  { name: 'vhost', cell: ({ vhost }) => text(vhost) },
  { name: 'secret', cell: ({ secret, passwordFile }) => text(passwordFile ?? secret) },
];

interface SetOptions {
  readonly storePassword?: true;
}

export function addContextCommands(program: Command, cli: Cli): void {
  const context = program.command('context').description('Servers under a name: list, set, use, remove');
  context.command('list').description('The contexts that there are').action(cli.action(listContexts));
  context
    .command('set')
    .description('Remember --url, --user, --vhost and --password-file under a name')
    .argument('<name>', 'the name')
    .option('--store-password', 'ask for the password, or take HOWDAH_PASSWORD, and keep it, in a file for you alone')
    .action(cli.action(setContext));
  context.command('use').description('Take it from now on').argument('<context>', 'the name').action(cli.action(useContext));
  context.command('remove').description('Forget it').argument('<context>', 'the name').action(cli.action(removeContext));
}

async function listContexts({ out, io }: Invocation): Promise<void> {
  const { current, contexts } = readContexts(io.env);
  const listed = Object.entries(contexts).map(([name, { secret, ...context }]): Listed => {
    const kept = secret !== undefined ? 'stored' : context.passwordFile !== undefined ? 'file' : 'none';
    return { name, ...context, current: name === current, secret: kept };
  });
  await out.list(columns, listed, { empty: 'There is none: howdah context set prod --url https://… --user … makes one.' });
}

async function setContext(
  { out, io, options, target }: Invocation,
  [name = '']: readonly string[],
  { storePassword }: SetOptions,
): Promise<void> {
  const before = readContexts(io.env);
  const known = before.contexts[name];
  const url = options.url ?? known?.url;
  if (url === undefined)
    throw usageError('There is no address to remember.', `howdah context set ${name} --url https://broker.example`);
  const { url: bare, user } = parseServerUrl(url);
  const owner = options.user ?? user ?? known?.user;
  const asked = { ...target, user: owner ?? 'guest', context: undefined };
  const secret =
    storePassword === true ? (await findSecret(asked, options, io, (words) => out.warn(words))).value : known?.secret;
  const context: Context = {
    url: bare,
    ...(owner === undefined ? {} : { user: owner }),
    ...optional('vhost', options.vhost ?? known?.vhost),
    ...optional('passwordFile', options.passwordFile ?? known?.passwordFile),
    ...optional('secret', secret),
  };
  writeContexts(io.env, { current: before.current ?? name, contexts: { ...before.contexts, [name]: context } });
  await out.done(`context ${name} is ${bare}${owner === undefined ? '' : ` as ${owner}`}, kept in ${contextsPath(io.env)}`);
}

function optional<K extends keyof Context>(field: K, value: Context[K]): Partial<Context> {
  return value === undefined ? {} : { [field]: value };
}

async function useContext({ out, io }: Invocation, [name = '']: readonly string[]): Promise<void> {
  const { contexts } = requireContext(readContexts(io.env), name);
  writeContexts(io.env, { current: name, contexts });
  await out.done(`context ${name} is taken from now on: ${contexts[name]!.url}`);
}

async function removeContext({ out, io }: Invocation, [name = '']: readonly string[]): Promise<void> {
  const { current, contexts } = requireContext(readContexts(io.env), name);
  const { [name]: _, ...rest } = contexts;
  writeContexts(io.env, { ...(current === undefined || current === name ? {} : { current }), contexts: rest });
  await out.done(`context ${name} is forgotten`);
}

function requireContext(contexts: Contexts, name: string): Contexts {
  if (name in contexts.contexts) return contexts;
  throw noContext(name, Object.keys(contexts.contexts));
}
