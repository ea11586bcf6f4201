import { operations, type OutputOf } from '@howdah/contracts';
import { Option, type Command } from 'commander';
import { CliError, usageError } from '../cli-error.js';
import { dryRunFlag, type ChangeOptions } from '../change.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { formatNumberOf } from '../output/figures.js';
import { parseDuration } from '../values/duration.js';
import { gather } from '../values/gather.js';
import { collectValue, type Values } from '../values/key-values.js';
import { wholeNumber } from '../values/numbers.js';
import { messagesOf, type MessageOptions } from './message-to-publish.js';
import { publishBatches, type Destination } from './publish-batches.js';

interface PublishOptions extends MessageOptions, ChangeOptions {
  readonly exchange?: string;
  readonly count: number;
  readonly idempotencyKey?: string;
  readonly atomic?: true;
}

type Result = Extract<OutputOf<typeof operations.publishToQueue>, { readonly id: unknown }>;

export function addPublishCommand(program: Command, cli: Cli): void {
  program
    .command('publish')
    .description('Publish messages; it returns when they are stored')
    .argument('[queue]', 'the queue; left out with --exchange')
    .argument('[body]', "the body; '-' publishes each line of stdin")
    .option('-e, --exchange <exchange>', 'publish to an exchange instead of a queue')
    .option('-k, --key <key>', 'routing key, with --exchange')
    .option('-f, --file <file>', "the whole file is the body ('-': the whole of stdin)")
    .addOption(
      new Option('--as <form>', 'what the body is; default: JSON where it is JSON, else text').choices([
        'json',
        'text',
        'base64',
      ]),
    )
    .option('--envelope', 'lines of stdin are whole messages, as peek -o ndjson shows them')
    .option('--count <count>', 'so many copies', wholeNumber(1, 10_000_000), 1)
    .option('--header <name=value>', 'a header; may be repeated', collectValue)
    .option('--property <name=value>', 'contentType, correlationId, replyTo, type, priority …; may be repeated', collectValue)
    .option('--ttl <duration>', 'how long it is worth being delivered', parseDuration)
    .option('--delay <duration>', 'deliver no earlier than so long from now', parseDuration)
    .option('--transient', 'not persistent')
    .option('--idempotency-key <key>', 'a repetition with this key stores nothing, for 24 hours')
    .option('--atomic', 'all or none, at most 1000')
    .option(...dryRunFlag)
    .addHelpText(
      'after',
      `
Examples:
  howdah publish orders '{"id":1}' --header region=eu
  howdah publish --exchange events --key order.created --file order.json
  howdah publish orders - < orders.ndjson
  howdah peek orders.dead -o ndjson | howdah publish orders - --envelope
  howdah publish reminders 'call back' --delay 30m`,
    )
    .action(cli.action(publish));
}

async function publish(invocation: Invocation, words: readonly string[], options: PublishOptions): Promise<ExitCode | void> {
  const { destination, body } = readWords(words, options);
  const isStream = body === '-';
  const messages = messagesOf(invocation.io, body, options, destination.kind);
  if (options.dryRun === true) {
    const { out } = invocation;
    const total = (await gather(messages)).length;
    return out.wouldDo(`would publish ${formatNumberOf(total, 'message')} to ${destination.name}`);
  }
  if (isStream || options.count > 1 || options.atomic === true) return publishBatches(invocation, destination, messages, options);
  for await (const message of messages) return publishOne(invocation, destination, message, options);
}

function readWords(
  words: readonly string[],
  { exchange, file, key }: PublishOptions,
): { destination: Destination; body?: string } {
  const [queue, body, ...rest] = exchange === undefined ? words : [undefined, ...words];
  if (rest.length > 0)
    throw usageError(`'${rest[0]}' is one word too many.`, 'Quote the body: howdah publish orders \'{"id": 1}\'.');
  if (exchange === undefined && queue === undefined)
    throw usageError(
      'No queue is named, and no exchange.',
      'howdah publish orders BODY, or howdah publish --exchange events --key KEY BODY.',
    );
  if (exchange === undefined && key !== undefined)
    throw usageError(
      'A queue is published to by its name: --key is for an exchange.',
      'Give --exchange, too, or leave --key out.',
    );
  if (body === undefined && file === undefined)
    throw usageError('There is no body.', "Give it, a --file, or '-' for lines of stdin.");
  if (body !== undefined && file !== undefined) throw usageError('There is a body and a --file, too.', 'Give one of them.');
  const destination: Destination =
    exchange === undefined
      ? { kind: 'queue', name: queue!, operation: operations.publishToQueue, params: { queue: queue! } }
      : { kind: 'exchange', name: exchange, operation: operations.publishToExchange, params: { exchange } };
  return { destination, ...(body === undefined ? {} : { body }) };
}

async function publishOne(
  { client, out, inVhost }: Invocation,
  { operation, params, kind, name }: Destination,
  message: Values,
  { idempotencyKey }: PublishOptions,
): Promise<ExitCode | void> {
  const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
  const call = { params, query: inVhost, body: message, headers };
  const { id, queues, durability } = (await client.call(operation as typeof operations.publishToQueue, call as never)) as Result;
  const item = { id, queues, durability };
  if (id !== null) {
    if (out.format === 'plain') await out.write(`${id}\n`);
    return out.done(`message ${id} is in ${queues.join(', ')} (${durability ?? ''})`, item);
  }
  if (out.format !== 'table' && out.format !== 'plain') await out.value(item);
  throw new CliError(`No queue wants it: the message was not stored.`, {
    exitCode: exitCodes.failed,
    ...(kind === 'exchange' ? { remedy: `howdah explain route ${name} KEY tells which bindings do not match, and why.` } : {}),
  });
}
