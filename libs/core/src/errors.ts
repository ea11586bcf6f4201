/** How much of the conversation an error ends: one message, the channel (or request), or the connection. */
export type Severity = 'message' | 'channel' | 'connection';

interface ErrorKind {
  readonly severity: Severity;
  /** The same call may succeed later without being changed. */
  readonly retryable: boolean;
}

const kind = (severity: Severity, retryable = false): ErrorKind => ({ severity, retryable });

/**
 * The closed table of everything that can go wrong in the broker. Each protocol maps every code to its own answer
 * (HTTP status and problem type, AMQP reply code); a code without a mapping does not compile there.
 * `docs/errors.md` gives each its remedy.
 */
export const errorKinds = {
  vhost_not_found: kind('connection'),
  exchange_not_found: kind('channel'),
  queue_not_found: kind('channel'),
  binding_not_found: kind('channel'),
  policy_not_found: kind('channel'),
  user_not_found: kind('channel'),
  token_not_found: kind('channel'),
  message_not_found: kind('message'),
  operation_not_found: kind('channel'),
  operation_ended: kind('channel'),
  error_group_not_found: kind('channel'),
  already_exists: kind('channel'),
  inequivalent_argument: kind('channel'),
  invalid_argument: kind('channel'),
  reserved_name: kind('channel'),
  not_permitted: kind('channel'),
  resource_locked: kind('channel'),
  in_use: kind('channel'),
  in_exclusive_use: kind('channel'),
  not_empty: kind('channel'),
  internal_exchange: kind('channel'),
  invalid_message: kind('message'),
  message_too_large: kind('message'),
  unroutable: kind('message'),
  queue_full: kind('message', true),
  queue_paused: kind('message', true),
  lease_lost: kind('message'),
  idempotency_key_reused: kind('message'),
  login_refused: kind('connection'),
  access_refused: kind('channel'),
  draining: kind('connection', true),
  limit_exceeded: kind('channel'),
  storage_unavailable: kind('connection', true),
  storage_full: kind('connection', true),
  not_replicated: kind('message', true),
  outcome_unknown: kind('message', true),
  schema_too_new: kind('connection'),
  internal: kind('connection'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

export interface BrokerErrorOptions {
  readonly cause?: unknown;
  /** What to do about it, one sentence; shown to whoever made the call. */
  readonly remedy?: string;
  /** Facts a program may want: the argument's name, what was found, what is accepted. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one error that leaves the core. `message` says what was wrong and what was found; it never holds a secret. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: BrokerErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy;
    this.details = options.details ?? {};
  }

  get severity(): Severity {
    return errorKinds[this.code].severity;
  }

  get retryable(): boolean {
    return errorKinds[this.code].retryable;
  }
}

/** Anything thrown, as a BrokerError: an unexpected failure becomes `internal` and keeps its cause. */
export function toBrokerError(thrown: unknown): BrokerError {
  if (thrown instanceof BrokerError) return thrown;
  return new BrokerError('internal', 'the broker failed unexpectedly; its log has the cause', { cause: thrown });
}
