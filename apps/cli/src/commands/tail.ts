import { setTimeout as pause } from 'node:timers/promises';
import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import { CliError, usageError } from '../cli-error.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { wholeNumber } from '../values/numbers.js';
import { passingThrough } from './tail-exchange.js';
import { showPassing, type Passing } from './tail-line.js';

interface TailOptions {
  readonly exchange?: string;
  readonly key: string;
  readonly limit?: number;
  readonly body?: true;
}

/** A queue that is longer is not walked through to find its end. */
const walkMax = 50_000;
const pageLimit = 500;
const lookMs = 500;

export function addTailCommand(program: Command, cli: Cli): void {
  program
    .command('tail')
    .description('Messages as they come, until Ctrl-C; nothing is taken from anybody')
    .argument('[queue]', 'shows what comes to wait in it; what is consumed within half a second may be missed')
    .option('-e, --exchange <exchange>', 'every message that passes through it, by a queue of our own that goes away again')
    .option('-k, --key <key>', 'with --exchange: routing key or pattern', '#')
    .option('-l, --limit <count>', 'end after so many', wholeNumber(1))
    .option('--body', 'the bodies alone, a line each')
    .action(cli.action(tail));
}

async function tail(invocation: Invocation, [queue]: readonly string[], options: TailOptions): Promise<void> {
  if ((queue === undefined) === (options.exchange === undefined))
    throw usageError('Name a queue, or an exchange.', 'howdah tail orders, or howdah tail --exchange events --key "order.#".');
  const messages = queue === undefined ? passingThrough(invocation, options.exchange!, options.key) : comingTo(invocation, queue);
  let left = options.limit ?? Infinity;
  for await (const message of messages) {
    await showPassing(invocation.out, message, options.body === true);
    left -= 1;
    if (left === 0) return;
  }
}

/** A page that is not full is read again until it is; what it had before is not told again. */
async function* comingTo(invocation: Invocation, queue: string): AsyncGenerator<Passing> {
  const { client, out, io, inVhost } = invocation;
  const read = (cursor: string | null) =>
    client.call(operations.peekMessages, {
      params: { queue },
      query: { ...inVhost, limit: pageLimit, ...(cursor === null ? {} : { cursor }) },
    });
  await requireShort(invocation, queue);
  let cursor: string | null = null;
  let told: ReadonlySet<string> = new Set();
  for (let isBegun = false; ;) {
    const page: Awaited<ReturnType<typeof read>> = await read(cursor);
    if (isBegun) for (const message of page.items) if (!told.has(message.id)) yield message;
    told = page.nextCursor === null ? new Set(page.items.map(({ id }) => id)) : new Set();
    if (page.nextCursor !== null) {
      cursor = page.nextCursor;
      continue;
    }
    if (!isBegun) out.note(`following ${queue}; Ctrl-C ends it`);
    isBegun = true;
    await pause(lookMs, undefined, { signal: io.signal });
  }
}

async function requireShort({ client, inVhost }: Invocation, queue: string): Promise<void> {
  const { ready, unacked, delayed } = await client.lookUp(operations.getQueueStatistics, { params: { queue }, query: inVhost });
  const length = ready + unacked + delayed;
  if (length <= walkMax) return;
  throw new CliError(`${queue} holds ${length} messages: too many to find the end of.`, {
    remedy: 'howdah tail --exchange shows what passes through the exchange before it.',
  });
}
