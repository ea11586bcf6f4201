/** What can go wrong, as programs tell it apart. */
export type HowdahErrorCode =
  | 'invalid_url'
  | 'invalid_option'
  | 'unreachable'
  | 'login_refused'
  | 'vhost_not_found'
  | 'access_refused'
  | 'queue_not_found'
  | 'queue_mismatch'
  | 'queue_full'
  | 'schema_invalid'
  | 'not_serialisable'
  | 'not_readable'
  | 'message_refused'
  | 'lease_lost'
  | 'wrong_database'
  | 'unsupported'
  | 'handler_timeout'
  | 'handler_threw_non_error'
  | 'request_timeout'
  | 'request_failed'
  | 'connection_lost'
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
  'closed',
]);

export interface HowdahErrorOptions {
  /** What to do about it. */
  readonly remedy: string;
  readonly cause?: unknown;
  /** Single faults, such as those of a schema. */
  readonly issues?: readonly string[];
}

/** Everything the SDK throws by itself, except the reason of an aborted signal. `message` says what was wrong and what was found. */
export class HowdahError extends Error {
  override readonly name: string = 'HowdahError';
  readonly code: HowdahErrorCode;
  readonly remedy: string;
  readonly issues: readonly string[];
  /** A repetition may succeed. */
  readonly retryable: boolean;

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
