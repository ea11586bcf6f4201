import { operations, type Operation } from '@howdah/contracts';
import type { Command } from 'commander';
import { formatJson, parseJson } from '../api/exact-json.js';
import { usageError } from '../cli-error.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { text, type Column } from '../output/cells.js';
import { nearest } from '../settings/target.js';
import { collectValue, type Values } from '../values/key-values.js';
import { readInput } from '../values/read-input.js';

const columns: readonly Column<Operation>[] = [
  { name: 'id', cell: ({ id }) => text(id, 'strong') },
  { name: 'method', cell: ({ method }) => text(method) },
  { name: 'path', isLong: true, cell: ({ path }) => text(path) },
  { name: 'summary', isLong: true, cell: ({ summary }) => text(summary, 'faint') },
];

interface ApiOptions {
  readonly set?: Values;
  readonly body?: string;
  readonly file?: string;
}

export function addApiCommand(program: Command, cli: Cli): void {
  program
    .command('api')
    .description('Any operation of the REST API by its id; without one it lists them')
    .argument('[operation-id]', 'such as getOverview')
    .option('--set <name=value>', 'a parameter of the path, the query or a header; may be repeated', collectValue)
    .option('--body <json>', 'the body')
    .option('-f, --file <file>', "the body from a file ('-': stdin)")
    .action(cli.action(callOperation));
}

async function callOperation(invocation: Invocation, [id]: readonly string[], options: ApiOptions): Promise<void> {
  const { client, out } = invocation;
  if (id === undefined) return listOperations(invocation);
  const operation = operationOf(id);
  const call = { ...sorted(operation, options.set ?? {}, invocation), ...(await bodyOf(invocation, options)) };
  const answer: unknown = await client.call(operation, call as never);
  if (typeof answer === 'string') await out.write(answer);
  else if (answer !== undefined) await out.value(answer);
}

async function listOperations({ out }: Invocation): Promise<void> {
  const listed = Object.values(operations).map(({ id, method, path, summary }) => ({ id, method, path, summary }));
  await out.list(columns as readonly Column<(typeof listed)[number]>[], listed, { empty: '' });
}

function operationOf(id: string): Operation {
  const found = Object.entries(operations).find(([name]) => name === id)?.[1];
  if (found !== undefined) return found;
  const near = nearest(id, Object.keys(operations));
  throw usageError(`The API has no operation '${id}'.`, near === undefined ? 'See howdah api.' : `Did you mean '${near}'?`);
}

/** Each parameter where its operation wants it. */
function sorted({ params, query, headers, id }: Operation, values: Values, { target }: Invocation) {
  const places = { params, query, headers };
  const call = {
    params: {} as Values,
    query: ('vhost' in query.shape ? { vhost: target.vhost } : {}) as Values,
    headers: {} as Values,
  };
  for (const [name, value] of Object.entries(values)) {
    const place = (Object.keys(places) as (keyof typeof places)[]).find((one) => name in places[one].shape);
    if (place === undefined) {
      const known = Object.values(places).flatMap(({ shape }) => Object.keys(shape));
      throw usageError(`${id} has no parameter '${name}'.`, known.length === 0 ? 'It has none.' : `It has ${known.join(', ')}.`);
    }
    call[place] = { ...call[place], [name]: typeof value === 'string' ? value : formatJson(value) };
  }
  return call;
}

async function bodyOf({ io }: Invocation, { body, file }: ApiOptions): Promise<{ body?: unknown }> {
  const given = file === undefined ? body : (await readInput(file, io)).toString();
  if (given === undefined) return {};
  try {
    return { body: parseJson(given) };
  } catch (error) {
    throw usageError(`The body is not JSON: ${(error as Error).message}.`);
  }
}
