import { AMQPChannelError, AMQPConnectionError, AMQPError } from 'rabbitmq-client';
import { connectionLost, HowdahError, isHowdahError, queueNotFound, type HowdahErrorCode } from '../errors.js';

/** By the transport's code: ours, and what to do. */
const replies: Readonly<Record<string, readonly [HowdahErrorCode, string]>> = {
  ACCESS_REFUSED: ['access_refused', 'Give the user the permission that is named.'],
  PRECONDITION_FAILED: [
    'queue_mismatch',
    'Define the queue as it is on the broker, or delete it there and let it be declared anew.',
  ],
  RESOURCE_LOCKED: ['access_refused', 'The queue belongs to another connection; use another name.'],
  // `basic.nack` carries no reason.
  NACK: ['not_stored', 'Publish again later; see the limits of the queue, whether it is paused, and the health of the broker.'],
};

/** What the transport threw, in our words. `queue` is the one it was about. */
export function toHowdahError(error: unknown, queue?: string): HowdahError {
  if (isHowdahError(error)) return error;
  if (!(error instanceof AMQPError)) return connectionLost(error);
  if (error.code === 'NOT_FOUND' && queue !== undefined) return queueNotFound(queue, error);
  const known = replies[error.code];
  if (known === undefined || error instanceof AMQPConnectionError) return connectionLost(error);
  const [code, remedy] = known;
  const about = queue === undefined ? '' : ` for queue '${queue}'`;
  return new HowdahError(code, `the broker refused${about}: ${error.message}`, { remedy, cause: error });
}

/** Why a connection could not be opened. Never names a password. */
export function toOpenError(error: unknown, address: string): HowdahError {
  const { message, code } = error as Error & { code?: string };
  const at = redact(address);
  if (code === 'ACCESS_REFUSED' || /ACCESS_REFUSED|Login was refused/.test(message))
    return new HowdahError('login_refused', `${at} refused the login`, {
      remedy: 'Check user and password of the URL; guest may log in from the broker’s own machine only.',
      cause: error,
    });
  if (/vhost .* not found|access to vhost/.test(message))
    return new HowdahError('vhost_not_found', `${at} has no such virtual host for this user: ${message}`, {
      remedy: "Check the URL's path; '/' is written %2f.",
      cause: error,
    });
  return new HowdahError('unreachable', `${at} cannot be reached: ${message || code || 'no answer'}`, {
    remedy: 'Check host, port and TLS (amqp: or amqps:), and that the broker runs.',
    cause: error,
  });
}

/** The channel alone is gone, not its connection. */
export const isChannelError = (error: unknown): boolean =>
  error instanceof AMQPChannelError && !(error instanceof AMQPConnectionError);

export function redact(address: string): string {
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
