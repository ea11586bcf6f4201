import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import type { ConnectionVerbs, ConsumerLoad } from '../broker-api.js';
import type { ConsumerSlot } from '../deliver/consumer-slot.js';
import type { Pumps } from '../deliver/pumps.js';
import type { Queues } from '../deliver/queues.js';
import { BrokerError } from '../errors.js';
import type { Lifecycle } from '../lifecycle.js';
import type { PresenceStore } from '../ports/presence-store.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import { requireRoomForConnection } from '../topology/vhost-limits.js';
import { isInternal, type Connections } from './connections.js';

export interface ConnectionVerbsContext {
  readonly connections: Connections;
  readonly presence: PresenceStore;
  readonly topology: TopologyCache;
  readonly authorizer: Authorizer;
  readonly lifecycle: Lifecycle;
  readonly queues: Queues;
  readonly pumps: Pumps;
}

export function createConnectionVerbs(context: ConnectionVerbsContext): ConnectionVerbs {
  const { connections, presence, topology, authorizer, lifecycle } = context;
  return {
    async open(session, vhost, info, onCloseRequest) {
      lifecycle.requireServing();
      const found = await topology.find((current) => current.requireVhost(vhost));
      authorizer.requireVhost(session, vhost);
      await requireRoomForConnection(presence, found.vhost, session.user);
      return connections.open(session, vhost, info, onCloseRequest);
    },

    async list(session) {
      authorizer.requireRole(session, 'viewer');
      const all = await presence.listConnections();
      return all.filter((one) => !isInternal(one) && sees(authorizer, session, one.vhost));
    },

    async listConsumers(session, vhost, name) {
      authorizer.requireRole(session, 'viewer');
      authorizer.requireVhost(session, vhost);
      const wanted = name === undefined ? context.queues.inVhost(vhost) : [(await context.queues.find(vhost, name)).queue];
      const names = new Map(wanted.map(({ id, name: queue }) => [id, queue]));
      const consumers = await presence.listConsumers([...names.keys()]);
      const slots = new Map(context.pumps.handles().map(({ id, slot }) => [id, slot]));
      return consumers.map((consumer) => ({
        ...consumer,
        queue: names.get(consumer.queueId) ?? '',
        load: loadOf(slots.get(consumer.id)),
      }));
    },

    async requestClose(session, id, reason) {
      authorizer.requireRole(session, 'operator');
      const found = (await presence.listConnections()).find((one) => one.id === id);
      if (found === undefined || isInternal(found)) return false;
      authorizer.requireVhost(session, found.vhost);
      return presence.requestClose(id, reason);
    },
  };
}

function loadOf(slot: ConsumerSlot | undefined): ConsumerLoad | null {
  if (slot === undefined) return null;
  const { unsettled, handler } = slot;
  return {
    unacked: unsettled.size,
    prefetch: handler.prefetch ?? null,
    oldestDeliveryAt: unsettled.oldest?.startedAt ?? null,
  };
}

function sees(authorizer: Authorizer, session: Session, vhost: string): boolean {
  try {
    authorizer.requireVhost(session, vhost);
    return true;
  } catch (thrown) {
    if (thrown instanceof BrokerError) return false;
    throw thrown;
  }
}
