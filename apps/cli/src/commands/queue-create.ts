import { operations } from '@howdah/contracts';
import { Option, type Command } from 'commander';
import { orNull } from '../api/client.js';
import { change, dryRunFlag, type ChangeOptions } from '../change.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { settingsInWords } from '../output/settings-in-words.js';
import { parseDuration } from '../values/duration.js';
import { collectValue, type Values } from '../values/key-values.js';
import { wholeNumber } from '../values/numbers.js';

interface CreateOptions extends ChangeOptions {
  readonly type?: string;
  readonly maxAttempts?: number;
  readonly backoff?: string;
  readonly retryDelay?: number;
  readonly retryMaxDelay?: number;
  readonly deadLetters?: string | true;
  readonly ttl?: number;
  readonly expires?: number;
  readonly maxLength?: number;
  readonly overflow?: string;
  readonly maxPriority?: number;
  readonly ordered?: true;
  readonly durability?: string;
  readonly transient?: true;
  readonly autoDelete?: true;
  readonly argument?: Values;
}

export function addQueueCreate(queue: Command, cli: Cli): void {
  queue
    .command('create')
    .description('Declare a queue: creates it, or finds it with the same settings')
    .argument('<name>', 'its name')
    .option('--max-attempts <count>', 'how often a message is delivered at most', wholeNumber(1))
    .addOption(new Option('--backoff <kind>', 'pause between attempts').choices(['none', 'fixed', 'linear', 'exponential']))
    .option('--retry-delay <duration>', 'the first pause, such as 1s', parseDuration)
    .option('--retry-max-delay <duration>', 'the longest pause, such as 5m', parseDuration)
    .option('--dead-letters [queue]', 'where dead letters go; is created, too. Default: <name>.dead')
    .option('--ttl <duration>', 'how long a message is kept', parseDuration)
    .option('--expires <duration>', 'delete the queue when nobody has used it for so long', parseDuration)
    .option('--max-length <count>', 'how many ready messages it holds', wholeNumber(0))
    .addOption(
      new Option('--overflow <kind>', 'what gives way then').choices(['drop-head', 'reject-publish', 'reject-publish-dlx']),
    )
    .option('--max-priority <number>', 'highest priority, for a queue with priorities', wholeNumber(0, 255))
    .option('--ordered', 'one consumer at a time (single active consumer)')
    .addOption(new Option('--durability <kind>', 'what a confirm means').choices(['transient', 'local', 'replicated']))
    .addOption(new Option('--type <type>', 'as RabbitMQ has them').choices(['classic', 'quorum']))
    .option('--transient', 'not durable: its messages do not outlive the database')
    .option('--auto-delete', 'delete it when its last consumer goes')
    .option('--argument <name=value>', 'any further argument; may be repeated', collectValue)
    .option(...dryRunFlag)
    .addHelpText(
      'after',
      `
Examples:
  howdah queue create orders --max-attempts 8 --backoff exponential --dead-letters
  howdah queue create ledger --ordered --dead-letters ledger.parked
  howdah queue create cache --ttl 10m --max-length 100000`,
    )
    .action(cli.action(createQueue));
}

async function createQueue(invocation: Invocation, [name = '']: readonly string[], options: CreateOptions): Promise<void> {
  const deadLetters = options.deadLetters === true ? `${name}.dead` : options.deadLetters;
  // First where dead letters go, so that none is lost in between.
  if (deadLetters !== undefined && invocation.options.curl !== true) await declare(invocation, deadLetters, {}, options);
  await declare(invocation, name, argumentsOf(options, deadLetters), options);
}

async function declare(invocation: Invocation, queue: string, args: Values, options: CreateOptions): Promise<void> {
  const { client, out, inVhost } = invocation;
  const isAsked = invocation.options.curl !== true;
  const before = isAsked ? await orNull(client.lookUp(operations.getQueue, { params: { queue }, query: inVhost })) : null;
  const words = settingsInWords(args);
  const declared = await change(invocation, options, {
    operation: operations.declareQueue,
    call: {
      params: { queue },
      query: inVhost,
      body: {
        ...(options.transient === true ? { durable: false } : {}),
        ...(options.autoDelete === true ? { autoDelete: true } : {}),
        ...(Object.keys(args).length === 0 ? {} : { arguments: args }),
      },
    },
    does: before === null ? `create the queue ${queue}: ${words}` : `find the queue ${queue}, which is there already`,
  });
  if (declared !== null)
    await out.done(`queue ${queue} ${before === null ? 'created' : 'is there, with these settings'}`, declared);
}

function argumentsOf(options: CreateOptions, deadLetters: string | undefined): Values {
  const { maxAttempts, retryDelay, retryMaxDelay } = options;
  const isDelayed = retryDelay !== undefined || retryMaxDelay !== undefined;
  return defined({
    'x-queue-type': options.type,
    // The broker counts repetitions.
    'x-delivery-limit': maxAttempts === undefined ? undefined : maxAttempts - 1,
    'x-retry-backoff': options.backoff ?? (isDelayed ? 'exponential' : undefined),
    'x-retry-delay': retryDelay,
    'x-retry-max-delay': retryMaxDelay,
    'x-dead-letter-exchange': deadLetters === undefined ? undefined : '',
    'x-dead-letter-routing-key': deadLetters,
    'x-message-ttl': options.ttl,
    'x-expires': options.expires,
    'x-max-length': options.maxLength,
    'x-overflow': options.overflow,
    'x-max-priority': options.maxPriority,
    'x-single-active-consumer': options.ordered,
    'x-durability': options.durability,
    ...options.argument,
  });
}

function defined(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
