import { z } from 'zod';
import { named } from './schema/named.js';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** The same request may succeed later without being changed. */
  readonly retryable: boolean;
}

const kind = (status: number, title: string, retryable = status === 503): ProblemKind => ({ status, title, retryable });

/** Every reason for which the API refuses, by its stable code. */
export const problemKinds = {
  vhost_not_found: kind(404, 'No such virtual host'),
  exchange_not_found: kind(404, 'No such exchange'),
  queue_not_found: kind(404, 'No such queue'),
  binding_not_found: kind(404, 'No such binding'),
  policy_not_found: kind(404, 'No such policy'),
  user_not_found: kind(404, 'No such user'),
  permission_not_found: kind(404, 'No such permission'),
  token_not_found: kind(404, 'No such token'),
  connection_not_found: kind(404, 'No such connection'),
  message_not_found: kind(404, 'No such message'),
  operation_not_found: kind(404, 'No such operation'),
  operation_ended: kind(409, 'The operation has ended'),
  error_group_not_found: kind(404, 'No such error group'),
  problem_not_found: kind(404, 'No such problem type'),
  route_not_found: kind(404, 'No such route'),
  already_exists: kind(409, 'It exists already'),
  inequivalent_argument: kind(409, 'It exists with other settings'),
  invalid_argument: kind(400, 'Invalid argument'),
  reserved_name: kind(403, 'The name is reserved'),
  not_permitted: kind(403, 'Not permitted'),
  resource_locked: kind(409, 'Belongs to one connection alone'),
  in_use: kind(409, 'It is in use'),
  in_exclusive_use: kind(409, 'A consumer has the queue for itself'),
  not_empty: kind(409, 'The queue is not empty'),
  internal_exchange: kind(403, 'The exchange is internal'),
  invalid_message: kind(400, 'Invalid message'),
  message_too_large: kind(413, 'The message is too large'),
  unroutable: kind(422, 'No queue wants the message'),
  queue_full: kind(429, 'The queue is full', true),
  queue_paused: kind(503, 'The queue is paused'),
  lease_lost: kind(409, 'The lease is over'),
  idempotency_key_reused: kind(422, 'The idempotency key was used for another request'),
  login_refused: kind(401, 'Login refused'),
  access_refused: kind(403, 'Access refused'),
  cross_site_request: kind(403, 'Request from another site'),
  draining: kind(503, 'The broker is stopping'),
  limit_exceeded: kind(409, 'A limit is reached'),
  storage_unavailable: kind(503, 'The storage does not answer'),
  storage_full: kind(503, 'The storage is full'),
  not_replicated: kind(503, 'No standby takes a copy'),
  outcome_unknown: kind(503, 'It is unknown whether it was done'),
  schema_too_new: kind(500, 'The database is newer than the broker'),
  internal: kind(500, 'The broker failed unexpectedly'),
  invalid_json: kind(400, 'The body is not JSON'),
  invalid_request: kind(400, 'The request is not as documented'),
  request_too_large: kind(413, 'The request is too large'),
  unsupported_media_type: kind(415, 'The body is not application/json'),
  request_refused: kind(400, 'The request was refused'),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemKinds;
export const problemCodes = Object.keys(problemKinds) as [ProblemCode, ...ProblemCode[]];

/** Stable, and where the broker itself explains it. */
export function problemType(code: ProblemCode): string {
  return `/v1/problems/${code}`;
}

/** One thing that is wrong in the request: `pointer` for the body (RFC 6901), `parameter` for the rest. */
export const problemItem = named(
  'ProblemItem',
  z.strictObject({
    detail: z.string(),
    pointer: z.string().exactOptional(),
    parameter: z.string().exactOptional(),
  }),
);

/** RFC 9457. */
export const problem = named(
  'Problem',
  z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What was wrong and what was found.' }),
    instance: z.string().meta({ description: 'The path that was asked for.' }),
    code: z.enum(problemCodes),
    remedy: z.string().exactOptional().meta({ description: 'What to do about it.' }),
    retryable: z.boolean().meta({ description: 'The same request may succeed later.' }),
    errors: z.array(problemItem),
    traceId: z.string().meta({ description: 'Finds the request in the log of the broker.' }),
  }),
);

export type Problem = z.output<typeof problem>;
export type ProblemItem = z.output<typeof problemItem>;

export const problemMediaType = 'application/problem+json';
