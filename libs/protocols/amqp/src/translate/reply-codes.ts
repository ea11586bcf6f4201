import { toBrokerError, type ErrorCode } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import type { ReplyName } from '../spec/constants.js';

/** What each error of the broker is called in AMQP. A new code without a line here does not compile. */
const replies: Readonly<Record<ErrorCode, ReplyName>> = {
  vhost_not_found: 'NOT_ALLOWED',
  exchange_not_found: 'NOT_FOUND',
  queue_not_found: 'NOT_FOUND',
  binding_not_found: 'NOT_FOUND',
  policy_not_found: 'NOT_FOUND',
  user_not_found: 'NOT_FOUND',
  token_not_found: 'NOT_FOUND',
  message_not_found: 'NOT_FOUND',
  operation_not_found: 'NOT_FOUND',
  operation_ended: 'PRECONDITION_FAILED',
  error_group_not_found: 'NOT_FOUND',
  already_exists: 'PRECONDITION_FAILED',
  inequivalent_argument: 'PRECONDITION_FAILED',
  invalid_argument: 'PRECONDITION_FAILED',
  reserved_name: 'ACCESS_REFUSED',
  not_permitted: 'ACCESS_REFUSED',
  resource_locked: 'RESOURCE_LOCKED',
  in_use: 'PRECONDITION_FAILED',
  in_exclusive_use: 'ACCESS_REFUSED',
  not_empty: 'PRECONDITION_FAILED',
  internal_exchange: 'ACCESS_REFUSED',
  invalid_message: 'PRECONDITION_FAILED',
  message_too_large: 'PRECONDITION_FAILED',
  unroutable: 'PRECONDITION_FAILED',
  queue_full: 'PRECONDITION_FAILED',
  queue_paused: 'PRECONDITION_FAILED',
  lease_lost: 'PRECONDITION_FAILED',
  idempotency_key_reused: 'PRECONDITION_FAILED',
  login_refused: 'ACCESS_REFUSED',
  access_refused: 'ACCESS_REFUSED',
  draining: 'CONNECTION_FORCED',
  limit_exceeded: 'PRECONDITION_FAILED',
  storage_unavailable: 'INTERNAL_ERROR',
  storage_full: 'INTERNAL_ERROR',
  not_replicated: 'INTERNAL_ERROR',
  outcome_unknown: 'INTERNAL_ERROR',
  schema_too_new: 'INTERNAL_ERROR',
  internal: 'INTERNAL_ERROR',
};

/** Anything thrown, as AMQP tells it. */
export function toAmqpError(thrown: unknown): AmqpError {
  if (thrown instanceof AmqpError) return thrown;
  const error = toBrokerError(thrown);
  return new AmqpError(replies[error.code], error.message);
}

/** The message was not stored, through no fault of the publisher: a confirm tells it so, and the conversation goes on. */
export function isNotStored(code: ErrorCode): boolean {
  switch (code) {
    case 'queue_full':
    case 'queue_paused':
    case 'storage_unavailable':
    case 'storage_full':
    case 'not_replicated':
    case 'outcome_unknown':
      return true;
    default:
      return false;
  }
}
