import { operations } from '@howdah/contracts';
import { Option, type Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { text, type Column } from '../output/cells.js';
import type { Tone } from '../output/colours.js';
import { bytesOf, idColumn, messageColumns } from '../output/message-columns.js';
import { wholeNumber } from '../values/numbers.js';

export type Peeked = ItemOf<typeof operations.peekMessages>;

const tones: Readonly<Record<Peeked['state'], Tone>> = { ready: 'plain', unacked: 'busy', delayed: 'faint' };

const peekColumns: readonly Column<Peeked>[] = [
  idColumn,
  { name: 'state', cell: ({ state }) => text(state, tones[state]) },
  ...messageColumns,
];

interface PeekOptions {
  readonly limit: number;
  readonly state?: Peeked['state'];
  readonly body?: true;
}

export function addPeekCommand(program: Command, cli: Cli): void {
  program
    .command('peek')
    .description('Look at messages without taking them: nothing is consumed, no attempt is counted')
    .argument('<queue>', 'its name')
    .option('-l, --limit <count>', 'at most so many, from the front of the queue', wholeNumber(1), 20)
    .addOption(new Option('--state <state>', 'only those').choices(['ready', 'unacked', 'delayed']))
    .option('--body', 'the bodies alone, as they were published, a line each')
    .action(cli.action(peek));
}

async function peek({ client, out, inVhost }: Invocation, [queue = '']: readonly string[], options: PeekOptions): Promise<void> {
  const query = { ...inVhost, ...(options.state === undefined ? {} : { state: options.state }) };
  const messages = client.items(operations.peekMessages, { params: { queue }, query }, options.limit);
  if (options.body !== true) return out.list(peekColumns, messages, { empty: `There is no message in ${queue}.` });
  for await (const message of messages) {
    await out.write(bytesOf(message));
    await out.write('\n');
  }
}
