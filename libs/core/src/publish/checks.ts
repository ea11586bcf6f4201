import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import { BrokerError } from '../errors.js';
import { resourceName } from '../topology/resource.js';
import type { RouteTarget } from './route-plan.js';

/** 2^32 - 1 ms, some 49 days. */
export const delayMsMax = 0xffff_ffff;

export function checkSize(bytes: number, bytesMax: number): void {
  if (bytes <= bytesMax) return;
  throw new BrokerError('message_too_large', `message size ${bytes} is larger than configured max size ${bytesMax}`, {
    remedy: 'Send a smaller body, or a reference to where the data is kept.',
    details: { bytes, bytesMax },
  });
}

export function checkDelay(delayMs: number, code: 'invalid_message' | 'invalid_argument' = 'invalid_message'): void {
  if (Number.isInteger(delayMs) && delayMs >= 0 && delayMs <= delayMsMax) return;
  throw new BrokerError(code, `invalid delay ${delayMs}: expected a whole number of ms from 0 to ${delayMsMax}`, {
    remedy: `Set the delay to a whole number of milliseconds from 0 to ${delayMsMax}.`,
  });
}

export function checkUserId(userId: string | undefined, session: Session, authorizer: Authorizer): void {
  const { user } = session;
  if (userId === undefined || userId === user || authorizer.isImpersonator(session)) return;
  throw new BrokerError('invalid_message', `user_id property set to '${userId}' but authenticated user was '${user}'`, {
    remedy: 'Leave the user id out, set it to the user who is logged in, or let that user be an impersonator.',
  });
}

export function isInternal(name: string, vhost: string): BrokerError {
  return new BrokerError('internal_exchange', `cannot publish to internal exchange '${name}' in vhost '${vhost}'`, {
    remedy: 'Publish to an exchange that is bound to it.',
  });
}

/** Also when other queues of the route would take it: all or none, so that a repetition doubles nothing. */
export function isPaused({ queue, pause }: RouteTarget): BrokerError {
  const why = pause === null ? '' : ` by '${pause.author}': ${pause.reason}`;
  return new BrokerError('queue_paused', `publishing to ${resourceName('queue', queue)} is paused${why}`, {
    remedy: 'Publish again when it is resumed.',
    details: { queue: queue.name, until: pause?.until ?? null },
  });
}
