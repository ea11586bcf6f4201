import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import type { Queues } from '../deliver/queues.js';
import type { FieldTable } from '../message/field-table.js';
import type { Seq } from '../message/message.js';
import type { PeekedMessage } from '../ports/message-store.js';
import { extraRoutingKeys } from '../publish/extra-routing-keys.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import { explainDelivery, type DeliveryContext, type DeliveryReason } from './explain-delivery.js';
import { explainRoute, type RouteExplanation } from './explain-route.js';
import { findMessage } from './find-message.js';

export interface ImaginedPublication {
  readonly vhost: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly headers: FieldTable;
}

export interface DeliveryExplanation extends Pick<PeekedMessage, 'state' | 'seq' | 'attempts'> {
  readonly reasons: readonly DeliveryReason[];
}

/** Why a message goes, or does not go, where it is expected. For viewers; nothing of a payload is told. */
export interface ExplainVerbs {
  /** Where it would go, with its keys under CC and BCC too. vhost_not_found, exchange_not_found, invalid_message */
  route(session: Session, publication: ImaginedPublication): Promise<RouteExplanation>;
  /** queue_not_found, message_not_found */
  delivery(session: Session, vhost: string, queue: string, messageId: Seq): Promise<DeliveryExplanation>;
}

export interface ExplainContext extends DeliveryContext {
  readonly topology: TopologyCache;
  readonly queues: Queues;
  readonly authorizer: Authorizer;
}

export function createExplainVerbs(context: ExplainContext): ExplainVerbs {
  const { store, topology, queues, authorizer } = context;
  const requireView = (session: Session, vhost: string): void => {
    authorizer.requireRole(session, 'viewer');
    authorizer.requireVhost(session, vhost);
  };
  return {
    async route(session, { vhost, exchange, routingKey, headers }) {
      requireView(session, vhost);
      const keys = [routingKey, ...(extraRoutingKeys(headers) ?? [])];
      return topology.find((current) => explainRoute(current.requireVhost(vhost), exchange, keys, headers));
    },

    async delivery(session, vhost, name, messageId) {
      requireView(session, vhost);
      const { queue } = await queues.find(vhost, name);
      const peeked = await findMessage(store, queue, messageId);
      const { state, seq, attempts } = peeked;
      return { state, seq, attempts, reasons: await explainDelivery(context, queue.id, peeked) };
    },
  };
}
