import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { age, count, instant, json, text, yesNo, type Column } from '../output/cells.js';
import type { Tone } from '../output/colours.js';
import { followOperation, type MessageOperation } from './follow-operation.js';
import { filterInWords } from './message-filter.js';

type ReportItem = ItemOf<typeof operations.listOperationReport>;

const tones: Readonly<Record<MessageOperation['state'], Tone>> = {
  running: 'busy',
  paused: 'warn',
  aborted: 'bad',
  completed: 'good',
};

const columns: readonly Column<MessageOperation>[] = [
  { name: 'id', isFigure: true, cell: ({ id }) => text(id, 'strong') },
  { name: 'kind', cell: ({ kind }) => text(kind) },
  { name: 'queue', isLong: true, cell: ({ queue }) => text(queue) },
  { name: 'target', head: 'to', isLong: true, cell: ({ target }) => text(target) },
  { name: 'state', cell: ({ state }) => text(state, tones[state]) },
  { name: 'total', isFigure: true, cell: ({ total }) => count(total) },
  { name: 'moved', isFigure: true, cell: ({ moved }) => count(moved) },
  { name: 'failed', isFigure: true, cell: ({ failed }) => count(failed, 'bad') },
  { name: 'left', isFigure: true, cell: ({ left }) => count(left) },
  { name: 'author', head: 'by', cell: ({ author }) => text(author) },
  { name: 'createdAt', head: 'begun', isFigure: true, cell: ({ createdAt }) => age(createdAt) },
];

const rows: readonly Column<MessageOperation>[] = [
  ...columns.filter(({ name }) => name !== 'createdAt'),
  { name: 'stateReason', head: 'reason', cell: ({ stateReason }) => text(stateReason) },
  { name: 'filter', cell: ({ filter }) => text(filterInWords(filter)) },
  { name: 'succeeded', cell: ({ succeeded }) => count(succeeded) },
  { name: 'following', head: 'under way', cell: ({ following }) => count(following) },
  { name: 'skipped', cell: ({ skipped }) => json(skipped) },
  { name: 'canary', cell: ({ canary }) => yesNo(canary) },
  { name: 'createdAt', head: 'begun', cell: ({ createdAt }) => instant(createdAt) },
  { name: 'endedAt', head: 'ended', cell: ({ endedAt }) => instant(endedAt) },
];

const reportColumns: readonly Column<ReportItem>[] = [
  { name: 'messageId', head: 'message', isFigure: true, cell: ({ messageId }) => text(messageId) },
  { name: 'outcome', cell: ({ outcome }) => text(outcome, outcome === 'failed' ? 'bad' : 'warn') },
  { name: 'reason', cell: ({ reason }) => text(reason) },
  { name: 'detail', isLong: true, cell: ({ detail }) => text(detail) },
  { name: 'at', cell: ({ at }) => instant(at) },
];

export function addOperationCommands(program: Command, cli: Cli): void {
  const operation = program.command('operation').description('Redrives, moves and purges: what runs, what ran');
  const one = (name: string, description: string) =>
    operation.command(name).description(description).argument('<operation>', 'its id');
  operation.command('list').description('Operations, newest first').action(cli.action(listOperations));
  one('show', 'One operation').action(cli.action(showOperation));
  one('watch', 'Show its progress until it ends').action(cli.action(watchOperation));
  one('report', 'What it has left, and what failed again').action(cli.action(showReport));
  for (const [verb, state] of [
    ['pause', 'paused'],
    ['resume', 'running'],
    ['abort', 'aborted'],
  ] as const) {
    one(verb, verb === 'abort' ? 'End it: what is moved stays moved' : `${capital(verb)} it`)
      .option(...dryRunFlag)
      .action(cli.action<ChangeOptions>((...given) => changeState(verb, state, ...given)));
  }
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

async function listOperations({ client, out, inVhost }: Invocation): Promise<void> {
  await out.list(columns, client.items(operations.listOperations, { query: inVhost }), { empty: 'There was no operation yet.' });
}

async function showOperation({ client, out }: Invocation, [operation = '']: readonly string[]): Promise<void> {
  await out.record(rows, await client.call(operations.getOperation, { params: { operation } }));
}

async function watchOperation(invocation: Invocation, [operation = '']: readonly string[]): Promise<ExitCode> {
  return followOperation(invocation, operation);
}

async function showReport({ client, out }: Invocation, [operation = '']: readonly string[]): Promise<void> {
  const items = client.items(operations.listOperationReport, { params: { operation } });
  await out.list(reportColumns, items, { empty: 'Nothing was left, and nothing failed again.' });
}

async function changeState(
  verb: string,
  state: 'paused' | 'running' | 'aborted',
  invocation: Invocation,
  [operation = '']: readonly string[],
  options: ChangeOptions,
): Promise<void> {
  const changed = await change(invocation, options, {
    operation: operations.changeOperation,
    call: { params: { operation }, body: { state } },
    does: `${verb} the operation ${operation}`,
  });
  if (changed !== null) await invocation.out.done(`operation ${operation} is ${changed.state}`, changed);
}
