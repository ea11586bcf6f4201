import { readDuration, type Duration } from './duration.js';
import { HowdahError, invalidOption } from './errors.js';
import type { RetryPolicy } from './retry.js';
import type { Schema, SchemaIssue, SchemaResult } from './standard-schema.js';

/** How a queue is declared, and what its messages look like. */
export interface QueueOptions<Input, Output> {
  /** Checked before anything is sent and before a handler sees anything. Default: any JSON value, and bytes. */
  readonly schema?: Schema<Input, Output>;
  /** What becomes of failed attempts; kept by the broker. Default: five attempts, 1 s doubling. */
  readonly retry?: RetryPolicy;
  /** Where dead letters go; false: they are gone. Default: the queue `<name>.dead`. */
  readonly deadLetter?: string | false;
  /** How long a message is worth being delivered, from its publishing. Default: for ever. */
  readonly ttl?: Duration;
  /** `classic` is for priorities. Default `quorum`: only these limit attempts on RabbitMQ, too. */
  readonly type?: 'quorum' | 'classic';
  /** Further arguments of the declaration, such as `x-max-length`. They win over what the other options say. Default: none. */
  readonly arguments?: Readonly<Record<string, string | number | boolean>>;
  /** False: somebody else declares it, and it is `queue_not_found` if it is missing. Default true. */
  readonly declare?: boolean;
}

/** A queue and what its messages look like. `Input` is what is published, `Output` what a handler gets. */
export interface Queue<Input = unknown, Output = Input> {
  /** Its name in the virtual host. */
  readonly name: string;
  /** Whether its first use declares it. */
  readonly declare: boolean;
  /** Where its dead letters go; null: nowhere. */
  readonly deadLetterQueue: string | null;
  /** Its type in RabbitMQ's words. */
  readonly type: 'quorum' | 'classic';
  /** The arguments that it is declared with. */
  readonly arguments: Readonly<Record<string, string | number | boolean>>;
  /**
   * What the schema makes of a value.
   *
   * @throws HowdahError `schema_invalid`, with one issue for each fault.
   */
  validate(value: unknown): Output | Promise<Output>;
  /** Carries the type alone. */
  readonly '~input'?: (input: Input) => void;
}

const defaultRetry = {
  'x-retry-backoff': 'exponential',
  'x-retry-delay': 1_000,
  'x-delivery-limit': 4,
} as const;

/**
 * Says what a queue is. Declares nothing yet: that is done by the first publish or consume of a client.
 *
 * @param name - 1 to 255 bytes that do not begin with `amq.`.
 * @throws HowdahError `invalid_option` for a name, duration or number that cannot be meant.
 * @example
 * ```ts
 * import { defineQueue, exponential } from '@howdah/sdk';
 * import { z } from 'zod';
 *
 * const orders = defineQueue('orders', {
 *   schema: z.object({ id: z.string() }),
 *   retry: exponential({ attempts: 8, base: '1s' }),
 * });
 * const jobs = defineQueue<{ n: number }>('jobs'); // the type alone, unchecked when it runs
 * ```
 */
export function defineQueue<Input = unknown, Output = Input>(
  name: string,
  options: QueueOptions<Input, Output> = {},
): Queue<Input, Output> {
  checkName(name);
  const { schema, retry, deadLetter = `${name}.dead`, ttl, type = 'quorum', declare = true } = options;
  if (deadLetter !== false) checkName(deadLetter);
  return {
    name,
    declare,
    type,
    deadLetterQueue: deadLetter === false ? null : deadLetter,
    arguments: {
      'x-queue-type': type,
      ...(retry?.arguments ?? defaultRetry),
      ...(deadLetter === false ? {} : { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': deadLetter }),
      ...(ttl === undefined ? {} : { 'x-message-ttl': readDuration(ttl, 'ttl') }),
      ...options.arguments,
    },
    validate: (value) => validate(name, schema, value),
  };
}

/**
 * The queue of a queue's dead letters, to consume them. Their schema is not checked: it may be why they died.
 *
 * @throws HowdahError `invalid_option` when the queue keeps none.
 * @example
 * ```ts
 * import { deadLettersOf, type Client, type Queue } from '@howdah/sdk';
 *
 * declare const client: Client, orders: Queue<{ id: string }>;
 * client.consume(deadLettersOf(orders), ({ data, deaths }) => console.error(deaths[0]?.reason, data));
 * ```
 */
export function deadLettersOf(queue: Queue<never, unknown>): Queue {
  const name = queue.deadLetterQueue;
  if (name === null)
    throw invalidOption(`queue '${queue.name}' keeps no dead letters`, 'Leave out deadLetter: false in its definition.');
  return deadLetterQueue(name);
}

/**
 * A queue of dead letters by its name, such as one that several queues share. They stay until somebody takes them: no limit of
 * attempts, no backoff.
 *
 * @throws HowdahError `invalid_option` for a name that cannot be meant.
 */
export function deadLetterQueue(name: string): Queue {
  return {
    ...defineQueue(name, { deadLetter: false }),
    type: 'classic',
    arguments: { 'x-queue-type': 'classic' },
  };
}

function validate<Input, Output>(
  queue: string,
  schema: Schema<Input, Output> | undefined,
  value: unknown,
): Output | Promise<Output> {
  if (schema === undefined) return value as Output;
  const result = schema['~standard'].validate(value);
  return result instanceof Promise ? result.then((late) => outputOf(queue, late)) : outputOf(queue, result);
}

function outputOf<Output>(queue: string, result: SchemaResult<Output>): Output {
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map(describeIssue);
  throw new HowdahError('schema_invalid', `a message of queue '${queue}' does not fit its schema: ${issues.join('; ')}`, {
    remedy: 'Publish what the schema says, or change the schema on both sides.',
    issues,
  });
}

function describeIssue({ path = [], message }: SchemaIssue): string {
  const keys = path.map((part) => (typeof part === 'object' ? part.key : part)).map(String);
  return keys.length === 0 ? message : `${keys.join('.')}: ${message}`;
}

function checkName(name: string): void {
  const bytes = Buffer.byteLength(name);
  if (bytes > 0 && bytes <= 255 && !name.startsWith('amq.')) return;
  throw invalidOption(`the queue's name is ${JSON.stringify(name)}`, "Give 1 to 255 bytes that do not begin with 'amq.'.");
}
