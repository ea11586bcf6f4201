import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { usageError } from '../cli-error.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { age, count, instant, json, text, type Column } from '../output/cells.js';
import { bodyColumn, deathColumns, idColumn } from '../output/message-columns.js';
import { parseInstant } from '../values/duration.js';
import { wholeNumber } from '../values/numbers.js';

type Group = ItemOf<typeof operations.listErrorGroups>;
type Attempt = ItemOf<typeof operations.listGroupAttempts>;

const columns: readonly Column<Group>[] = [
  { name: 'id', head: 'group', isFigure: true, cell: ({ id }) => text(id, 'strong') },
  { name: 'queue', isLong: true, cell: ({ queue }) => text(queue) },
  { name: 'deaths', head: 'died', isFigure: true, cell: ({ deaths }) => count(deaths, 'bad') },
  { name: 'attempts', head: 'failed', isFigure: true, cell: ({ attempts }) => count(attempts, 'warn') },
  { name: 'lastAt', head: 'last', isFigure: true, cell: ({ lastAt }) => age(lastAt) },
  { name: 'errorName', head: 'error', isLong: true, cell: ({ errorName }) => text(errorName, 'bad') },
  { name: 'message', isLong: true, cell: ({ message }) => text(message) },
  { name: 'frame', head: 'at', isLong: true, cell: ({ frame }) => text(frame, 'faint') },
];

const rows: readonly Column<Group>[] = [
  ...columns.filter(({ name }) => name !== 'lastAt'),
  { name: 'firstAt', head: 'first', cell: ({ firstAt }) => instant(firstAt) },
  { name: 'lastAt', head: 'last', cell: ({ lastAt }) => instant(lastAt) },
  { name: 'deadLetterQueues', head: 'dead letters in', cell: ({ deadLetterQueues }) => text(deadLetterQueues.join(', ')) },
  { name: 'hours', cell: ({ hours }) => json(hours) },
];

const attemptColumns: readonly Column<Attempt>[] = [
  { name: 'message', isFigure: true, cell: ({ message }) => text(message, 'strong') },
  { name: 'number', head: 'attempt', isFigure: true, cell: ({ number }) => count(number) },
  { name: 'endedAt', head: 'ended', isFigure: true, cell: ({ endedAt }) => age(endedAt) },
  { name: 'outcome', cell: ({ outcome }) => text(outcome) },
  { name: 'consumer', isLong: true, cell: ({ consumer }) => text(consumer) },
  { name: 'error', isLong: true, cell: ({ error }) => text(error === null ? null : `${error.name}: ${error.message}`, 'bad') },
];

interface GroupOptions {
  readonly queue?: string;
  readonly since?: string;
  readonly all?: true;
}

interface ListOptions {
  readonly group?: string;
  readonly limit: number;
}

export function addDlqCommands(program: Command, cli: Cli): void {
  const dlq = program.command('dlq').description('Dead letters, and what they died of');
  dlq
    .command('groups')
    .description('What failed, grouped by what is alike, last seen first')
    .option('--queue <queue>', 'in which messages failed')
    .option('--since <when>', 'last seen since: 2h, or an instant', (text) => parseInstant(text, -1))
    .option('--all', 'also where messages failed and none has died')
    .action(cli.action(listGroups));
  dlq.command('show').description('One group').argument('<group>', 'its id').action(cli.action(showGroup));
  dlq
    .command('attempts')
    .description('The newest failed attempts of a group, with consumer and error')
    .argument('<group>', 'its id')
    .option('-l, --limit <count>', 'at most so many', wholeNumber(1), 20)
    .action(cli.action(listAttempts));
  dlq
    .command('list')
    .description('Dead letters: of a queue that keeps them, or of a group')
    .argument('[queue]', 'in which they lie')
    .option('--group <group>', 'that died of this')
    .option('-l, --limit <count>', 'at most so many', wholeNumber(1), 20)
    .action(cli.action(listDeadLetters));
}

async function listGroups({ client, out, inVhost }: Invocation, _: readonly string[], options: GroupOptions): Promise<void> {
  const query = {
    ...inVhost,
    ...(options.all === true ? {} : { onlyDeaths: 'true' as const }),
    ...(options.queue === undefined ? {} : { queue: options.queue }),
    ...(options.since === undefined ? {} : { since: options.since }),
  };
  await out.list(columns, client.items(operations.listErrorGroups, { query }), {
    empty: 'Nothing has died.',
    summary: 'howdah redrive --group GROUP --dry-run shows what a redrive would do',
  });
}

async function showGroup({ client, out }: Invocation, [group = '']: readonly string[]): Promise<void> {
  await out.record(rows, await client.call(operations.getErrorGroup, { params: { group } }));
}

async function listAttempts({ client, out }: Invocation, [group = '']: readonly string[], { limit }: ListOptions): Promise<void> {
  const attempts = client.items(operations.listGroupAttempts, { params: { group } }, limit);
  await out.list(attemptColumns, attempts, { empty: 'No attempt is kept any more.' });
}

async function listDeadLetters(
  { client, out, inVhost }: Invocation,
  [queue]: readonly string[],
  { group, limit }: ListOptions,
): Promise<void> {
  const shown = [idColumn, ...deathColumns, bodyColumn];
  const empty = 'No dead letter is kept.';
  if (queue !== undefined)
    return out.list(shown, client.items(operations.peekMessages, { params: { queue }, query: inVhost }, limit), { empty });
  if (group === undefined) throw usageError('Neither a queue nor a group is named.', 'howdah dlq list orders.dead, or --group.');
  await out.list(shown, client.items(operations.listGroupDeadLetters, { params: { group } }, limit), { empty });
}
