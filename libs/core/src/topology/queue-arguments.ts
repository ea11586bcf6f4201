import { BrokerError } from '../errors.js';
import { showField } from '../message/field-names.js';
import { fieldOf, type FieldTable, type FieldValue } from '../message/field-table.js';
import { count, flag, oneOf, real, Refusal, text, time, type Parser } from './argument-parsers.js';
import type { Policy } from './model.js';

const queueTypes = ['classic', 'quorum'] as const;
const overflows = ['drop-head', 'reject-publish', 'reject-publish-dlx'] as const;
const durabilities = ['transient', 'local', 'replicated'] as const;
const backoffs = ['none', 'fixed', 'linear', 'exponential'] as const;

const unsupportedType = (found: string): string =>
  `"unsupported queue type '${found}'"${found === 'stream' ? ': streams are not supported' : ''}`;

/** Every argument of a queue that means something to us; others are kept and shown. */
const parsers = {
  'x-queue-type': oneOf(queueTypes, unsupportedType),
  'x-message-ttl': time(0),
  'x-expires': time(1),
  'x-max-length': count(0),
  'x-max-length-bytes': count(0),
  'x-overflow': oneOf(overflows, () => 'invalid_overflow'),
  'x-dead-letter-exchange': text,
  'x-dead-letter-routing-key': text,
  'x-durability': oneOf(durabilities, () => 'invalid_durability'),
  'x-max-priority': count(0, 255),
  'x-single-active-consumer': flag,
  'x-delivery-limit': count(-1),
  'x-consumer-timeout': time(1),
  'x-retry-backoff': oneOf(backoffs, () => 'invalid_backoff'),
  'x-retry-delay': time(0),
  'x-retry-factor': real(0, 1_000),
  'x-retry-max-delay': time(0),
  'x-retry-jitter': real(0, 1),
  'x-retry-max-age': time(1),
} as const satisfies Record<string, Parser<unknown>>;

export type QueueArgument = keyof typeof parsers;
export type QueueArguments = { readonly [A in QueueArgument]?: ReturnType<(typeof parsers)[A]> };

export const queueArgumentNames = Object.keys(parsers) as readonly QueueArgument[];

/** What makes a queue the kind of queue it is cannot be changed by a policy. */
const notByPolicy: readonly QueueArgument[] = ['x-queue-type', 'x-max-priority', 'x-single-active-consumer'];

/** The argument that a key of a policy stands for. */
export const policyArguments: ReadonlyMap<string, QueueArgument> = new Map(
  queueArgumentNames.filter((name) => !notByPolicy.includes(name)).map((name) => [name.slice('x-'.length), name]),
);

/** `where` names the queue in error texts. invalid_argument for the first value that is not accepted. */
export function parseArguments(table: FieldTable, where: string): QueueArguments {
  const found: Partial<Record<QueueArgument, unknown>> = {};
  for (const name of queueArgumentNames) {
    const field = fieldOf(table, name);
    if (field !== undefined) found[name] = parseArgument(name, name, field, where);
  }
  return found as QueueArguments;
}

/** Of a policy; keys that are none of a queue are passed over. */
export function parsePolicyArguments(definition: Policy['definition'], where: string): QueueArguments {
  const found: Partial<Record<QueueArgument, unknown>> = {};
  for (const [key, value] of Object.entries(definition)) {
    const argument = policyArguments.get(key);
    if (argument !== undefined) found[argument] = parseArgument(argument, key, fieldOfPlain(value), where);
  }
  return found as QueueArguments;
}

/** The value of a policy as it would be as an argument. */
export function fieldOfPlain(value: string | number | boolean): FieldValue {
  if (typeof value === 'string') return { type: 'string', value: Buffer.from(value) };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  return Number.isSafeInteger(value) ? { type: 'int64', value: BigInt(value) } : { type: 'double', value };
}

function parseArgument(argument: QueueArgument, shown: string, field: FieldValue, where: string): unknown {
  try {
    return parsers[argument](field);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw invalidArgument(shown, field, where, thrown);
    throw thrown;
  }
}

export function invalidArgument(
  argument: string,
  field: FieldValue,
  where: string,
  { reason, accepted, isType }: Refusal,
): BrokerError {
  const because = reason === '' ? '' : `: ${reason}`;
  const message = isType
    ? `invalid type '${reason}' for arg '${argument}' in ${where}`
    : `invalid arg '${argument}' for ${where}${because}`;
  return new BrokerError('invalid_argument', message, {
    remedy: `Set ${argument} to ${accepted}.`,
    details: { argument, found: showField(field), accepted },
  });
}
