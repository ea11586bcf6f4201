import { performance } from 'node:perf_hooks';
import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import { confirm } from '../change.js';
import { CliError } from '../cli-error.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { count, text, type Column } from '../output/cells.js';
import { formatCount, formatDuration, formatRate } from '../output/figures.js';
import { wholeNumber } from '../values/numbers.js';

interface BenchOptions {
  readonly messages: number;
  readonly size: number;
  readonly publishers: number;
  readonly consumers: number;
  readonly batch: number;
}

interface Measured {
  readonly what: string;
  readonly messages: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Of a request, ms. */
  readonly p50: number;
  readonly p99: number;
}

const columns: readonly Column<Measured>[] = [
  { name: 'what', head: '', cell: ({ what }) => text(what, 'strong') },
  { name: 'messages', isFigure: true, cell: ({ messages }) => count(messages) },
  { name: 'seconds', isFigure: true, cell: ({ seconds }) => text(seconds.toFixed(2)) },
  { name: 'perSecond', head: 'msg/s', isFigure: true, cell: ({ perSecond }) => text(formatCount(perSecond), 'strong') },
  { name: 'p50', head: 'p50 ms', isFigure: true, cell: ({ p50 }) => text(p50.toFixed(1)) },
  { name: 'p99', head: 'p99 ms', isFigure: true, cell: ({ p99 }) => text(p99.toFixed(1)) },
];

export function addBenchCommand(program: Command, cli: Cli): void {
  program
    .command('bench')
    .description('A small load over HTTP, through a queue of its own that is deleted at the end')
    .option('--messages <count>', 'how many', wholeNumber(1, 10_000_000), 10_000)
    .option('--size <bytes>', 'of each body', wholeNumber(1, 1_000_000), 100)
    .option('--publishers <count>', 'requests at a time', wholeNumber(1, 256), 4)
    .option('--consumers <count>', 'requests at a time', wholeNumber(1, 256), 4)
    .option('--batch <count>', 'messages a request', wholeNumber(1, 1_000), 100)
    .addHelpText('after', '\nHTTP costs more than AMQP: this says whether a server is well, not how fast it can be.')
    .action(cli.action(bench));
}

async function bench(invocation: Invocation, _: readonly string[], options: BenchOptions): Promise<void> {
  const { client, out, inVhost, target } = invocation;
  const queue = `howdah.bench.${crypto.randomUUID()}`;
  const params = { queue };
  await confirm(invocation, `Send ${formatCount(options.messages)} messages through ${target.url}?`);
  await client.call(operations.declareQueue, { params, query: inVhost, body: { arguments: { 'x-expires': 600_000 } } });
  try {
    out.note(`publishing ${formatCount(options.messages)} messages of ${options.size} bytes …`);
    const published = await measure('publish', options, options.publishers, publisher(invocation, queue, options));
    out.note('receiving and acknowledging …');
    const received = await measure('receive and ack', options, options.consumers, consumer(invocation, queue));
    await out.list(columns, [published, received], { empty: '' });
    out.note(
      `${formatRate(published.perSecond)} in and ${formatRate(received.perSecond)} out per second, ${formatDuration((published.seconds + received.seconds) * 1_000)}`,
    );
  } finally {
    await client.last(operations.deleteQueue, { params, query: inVhost }).catch(() => undefined);
  }
}

/** Does up to so many; resolves with how many it were. */
type Work = (wanted: number) => Promise<number>;

async function measure(what: string, { messages, batch }: BenchOptions, workers: number, work: Work): Promise<Measured> {
  const times: number[] = [];
  let left = messages;
  const begun = performance.now();
  const one = async (): Promise<void> => {
    while (left > 0) {
      const wanted = Math.min(batch, left);
      left -= wanted;
      const at = performance.now();
      const done = await work(wanted);
      times.push(performance.now() - at);
      left += wanted - done;
    }
  };
  await Promise.all(Array.from({ length: workers }, one));
  const seconds = (performance.now() - begun) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { what, messages, seconds, perSecond: Math.round(messages / seconds), p50: at(0.5), p99: at(0.99) };
}

function publisher({ client, inVhost }: Invocation, queue: string, { size }: BenchOptions): Work {
  const message = { body: 'x'.repeat(size), bodyEncoding: 'text' as const };
  return async (wanted) => {
    const body = { messages: Array.from({ length: wanted }, () => message) };
    await client.call(operations.publishToQueue, { params: { queue }, query: inVhost, body });
    return wanted;
  };
}

function consumer({ client, inVhost }: Invocation, queue: string): Work {
  const call = { params: { queue }, query: inVhost };
  return async (wanted) => {
    const { messages } = await client.call(operations.receive, { ...call, body: { max: wanted, waitMs: 5_000 } });
    if (messages.length === 0) throw new CliError('Messages of the bench are missing: perhaps somebody else has taken them.');
    const settlements = messages.map(({ token }) => ({ token, outcome: 'ack' as const }));
    await client.call(operations.settle, { ...call, body: { settlements } });
    return messages.length;
  };
}
