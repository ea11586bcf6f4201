import { BrokerError } from '../errors.js';
import { isInbox } from '../replies/inbox-name.js';
import type { PresenceStore } from '../ports/presence-store.js';
import type { VhostLimits, VirtualHost } from './model.js';
import type { VhostTopology } from './vhost-topology.js';

/** What the storage has room for. */
const limitMax = 2 ** 31 - 1;

/** invalid_argument */
export function checkLimits(limits: VhostLimits): void {
  for (const [what, limit] of Object.entries(limits)) {
    if (limit === null || (Number.isInteger(limit) && limit >= 0 && limit <= limitMax)) continue;
    throw new BrokerError('invalid_argument', `${what} must be null or a whole number from 0 to ${limitMax}, found ${limit}`);
  }
}

/** limit_exceeded. Counted and not locked: those who open at the same instant may pass the limit together. */
export async function requireRoomForConnection(presence: PresenceStore, vhost: VirtualHost, user: string): Promise<void> {
  const { name, maxConnections } = vhost;
  if (maxConnections === null || (await presence.countConnections(name)) < maxConnections) return;
  const refused = `access to vhost '${name}' refused for user '${user}'`;
  throw limitExceeded(`${refused}: connection limit (${maxConnections}) is reached`, 'Close connections');
}

/** limit_exceeded. Queues that brokers have for themselves do not count. */
export function requireRoomForQueue({ vhost, queues }: VhostTopology, queue: string): void {
  const { name, maxQueues } = vhost;
  if (maxQueues === null || [...queues.keys()].filter((one) => !isInbox(one)).length < maxQueues) return;
  throw limitExceeded(
    `cannot declare queue '${queue}': queue limit in vhost '${name}' (${maxQueues}) is reached`,
    'Delete queues',
  );
}

function limitExceeded(message: string, remedy: string): BrokerError {
  return new BrokerError('limit_exceeded', message, {
    remedy: `${remedy} that nobody needs, or let an administrator raise the limit of the virtual host.`,
  });
}
