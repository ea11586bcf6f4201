import { setTimeout as pause } from 'node:timers/promises';
import { operations, type OutputOf } from '@howdah/contracts';
import type { Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import { serverEvents, type ServerEvent } from '../api/server-events.js';
import { CliError } from '../cli-error.js';
import { exitCodes } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { TopPicture } from '../output/top-picture.js';
import { FullScreen } from '../output/full-screen.js';

export type Overview = OutputOf<typeof operations.getOverview>;
export type QueueStatistics = ItemOf<typeof operations.listQueueStatistics>;

interface TopOptions {
  readonly once?: true;
}

const againMs = 1_000;

export function addTopCommand(program: Command, cli: Cli): void {
  program
    .command('top')
    .description('Live: what is wrong, rates and depths of the queues; q or Ctrl-C ends it')
    .option('--once', 'once, and end; the same where there is no terminal')
    .action(cli.action(top));
}

async function top(invocation: Invocation, _: readonly string[], { once }: TopOptions): Promise<void> {
  const picture = new TopPicture(invocation.out, invocation.target);
  if (once === true || !invocation.out.isLive) return showOnce(invocation, picture);
  const screen = new FullScreen(invocation.io);
  const redraw = setInterval(() => screen.draw((size) => picture.render(size)), againMs);
  try {
    await follow(invocation, picture, screen);
  } finally {
    clearInterval(redraw);
    screen.close();
  }
}

/** A broker that has gone comes back, or another one answers there. */
async function follow(invocation: Invocation, picture: TopPicture, screen: FullScreen): Promise<void> {
  for (;;) {
    try {
      for await (const event of events(invocation, {}, screen.ended)) {
        picture.take(event);
        screen.draw((size) => picture.render(size));
      }
    } catch (error) {
      if (screen.ended.aborted) return;
      const mayPass = error instanceof CliError ? error.exitCode === exitCodes.unreachable : picture.isBegun;
      if (!mayPass || !picture.isBegun) throw error;
    }
    if (screen.ended.aborted) return;
    picture.lose();
    await pause(againMs, undefined, { signal: screen.ended }).catch(() => undefined);
  }
}

async function showOnce(invocation: Invocation, picture: TopPicture): Promise<void> {
  const { out } = invocation;
  for await (const event of events(invocation, { forMs: 0 }, invocation.io.signal)) picture.take(event);
  if (out.format === 'table' || out.format === 'plain')
    return out.write(`${picture.render({ columns: out.width ?? 120, rows: 1_000 })}\n`);
  await out.value(picture.value());
}

async function* events(
  { client }: Invocation,
  wanted: { readonly forMs?: number },
  end: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const query = { topics: 'overview,queues,attention', ...wanted };
  yield* serverEvents(await client.stream(operations.streamEvents, { query }, end));
}
