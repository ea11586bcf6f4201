/** What can go wrong, as programs tell it apart. */
export type HowdahErrorCode =
  /** An address is no URL of AMQP, or the addresses name several virtual hosts. */
  | 'invalid_url'
  /** An option, name or duration cannot be meant. */
  | 'invalid_option'
  /** No broker has answered in time. */
  | 'unreachable'
  /** User or password are wrong, or the user may not log in from here. */
  | 'login_refused'
  /** There is no such virtual host, or the user may not enter it. */
  | 'vhost_not_found'
  /** The user has no permission for it; in a transaction, the database role has not. */
  | 'access_refused'
  /** The queue is missing and is not to be declared. */
  | 'queue_not_found'
  /** The queue is there with other settings. */
  | 'queue_mismatch'
  /** The broker could not take it for now: the queue is at its limit or paused, or the database stores nothing, or not safely enough. */
  | 'not_stored'
  /** The data does not fit the queue's schema; `issues` says where. */
  | 'schema_invalid'
  /** The data has no form in JSON. */
  | 'not_serialisable'
  /** The body cannot be read: no JSON, another encryption, an encoding that no middleware undoes. */
  | 'not_readable'
  /** The broker does not accept the message. */
  | 'message_refused'
  /** Somebody else has the message by now: the transaction must be rolled back. */
  | 'lease_lost'
  /** The transaction is of a database that lacks what this needs. */
  | 'wrong_database'
  /** This broker cannot do that, or the delivery carries no token. */
  | 'unsupported'
  /** A handler has taken longer than it may. */
  | 'handler_timeout'
  /** A handler has thrown something that is no error. */
  | 'handler_threw_non_error'
  /** Nobody has answered the request, or in a test no handler has finished, in time. */
  | 'request_timeout'
  /** The message of the request was rejected. */
  | 'request_failed'
  /** The connection ended before the broker had answered. */
  | 'connection_lost'
  /** A service cannot start: a queue that it declares or consumes is missing or otherwise; `issues` says which and why. */
  | 'start_failed'
  /** Used after `close`. */
  | 'closed';

const brand = Symbol.for('howdah.sdk.error');

/** Codes that no repetition mends: a worker that meets one of them ends. */
const fatalCodes: ReadonlySet<HowdahErrorCode> = new Set([
  'invalid_url',
  'invalid_option',
  'login_refused',
  'vhost_not_found',
  'access_refused',
  'queue_not_found',
  'queue_mismatch',
  'unsupported',
  'wrong_database',
  'start_failed',
  'closed',
]);

export interface HowdahErrorOptions {
  /** What to do about it. */
  readonly remedy: string;
  readonly cause?: unknown;
  /** Single faults, such as those of a schema. */
  readonly issues?: readonly string[];
}

/**
 * Everything the SDK throws by itself, except the reason of an aborted signal. `message` says what was wrong, what was found, and what
 * to do.
 *
 * @example
 * ```ts
 * import { isHowdahError, type Client, type Queue } from '@howdah/sdk';
 *
 * declare const client: Client, orders: Queue<{ id: string }>;
 * try {
 *   await client.publish(orders, { id: 'a-1' });
 * } catch (error) {
 *   if (!isHowdahError(error) || error.code !== 'not_stored') throw error;
 *   console.log('come back later');
 * }
 * ```
 */
export class HowdahError extends Error {
  /** `HowdahError`. */
  override readonly name: string = 'HowdahError';
  /** What has gone wrong, for programs. */
  readonly code: HowdahErrorCode;
  /** What to do about it; the end of `message`, too. */
  readonly remedy: string;
  /** Single faults, such as those that a schema finds. Empty for most codes. */
  readonly issues: readonly string[];
  /** Whether a repetition may succeed. */
  readonly retryable: boolean;

  /** @internal */
  constructor(code: HowdahErrorCode, message: string, { remedy, cause, issues = [] }: HowdahErrorOptions) {
    super(`${message}. ${remedy}`, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, brand, { value: true });
    this.code = code;
    this.remedy = remedy;
    this.issues = issues;
    this.retryable = !fatalCodes.has(code);
  }
}

/** Also true for an error of another copy of this package, where `instanceof` is not. */
export function isHowdahError(value: unknown): value is HowdahError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

export const invalidOption = (what: string, remedy: string): HowdahError => new HowdahError('invalid_option', what, { remedy });

export const queueNotFound = (queue: string, cause?: unknown): HowdahError =>
  new HowdahError('queue_not_found', `there is no queue '${queue}'`, {
    remedy: 'Declare it, or leave out declare: false in its definition.',
    cause,
  });

export const connectionLost = (cause?: unknown): HowdahError =>
  new HowdahError('connection_lost', 'the connection ended before the broker had answered', {
    remedy: 'Repeat it; whether it was done is not known.',
    cause,
  });

export const closedError = (what: string): HowdahError =>
  new HowdahError('closed', `${what} is closed`, { remedy: 'Use it before close(), or connect again.' });
