import type { Session } from '../access/session.js';
import { BrokerError } from '../errors.js';
import type { Queue } from './model.js';
import { resourceName, type Resource } from './resource.js';

/** An exclusive queue is its connection's alone: resource_locked for everybody else. */
export function requireOwn(session: Session, queue: Queue): void {
  if (queue.exclusive && queue.connection !== session.connection) throw lockedQueue(queue);
}

export function lockedQueue(queue: Resource): BrokerError {
  const hint =
    'It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.';
  return new BrokerError('resource_locked', `cannot obtain exclusive access to locked ${resourceName('queue', queue)}. ${hint}`, {
    remedy: 'Use another name, or declare the queue as it is.',
  });
}
