import type { TopologyVerbs } from '../broker-api.js';
import { BrokerError } from '../errors.js';
import { declareExchange } from './declare-exchange.js';
import { deleteExchangeAndUnused } from './exchange-auto-delete.js';
import { isReserved, refuseDefaultExchange, withoutLineEnds } from './names.js';
import { resourceName } from './resource.js';
import { requireSight, requireView } from './sight.js';
import type { TopologyContext } from './topology-context.js';

export type ExchangeVerbs = Pick<TopologyVerbs, 'listExchanges' | 'getExchange' | 'declareExchange' | 'deleteExchange'>;

export function createExchangeVerbs(context: TopologyContext): ExchangeVerbs {
  const { topology, authorizer } = context;
  return {
    async listExchanges(session, vhost) {
      requireView(context, session, vhost);
      const { exchanges } = await topology.find((current) => current.requireVhost(vhost));
      return [...exchanges.values()];
    },

    async getExchange(session, vhost, asked) {
      const name = withoutLineEnds(asked);
      requireSight(context, session, vhost, name, 'exchange');
      return topology.find((current) => current.requireVhost(vhost).requireExchange(name));
    },

    declareExchange: (session, definition) => declareExchange(context, session, definition),

    async deleteExchange(session, vhost, asked, { ifUnused = false } = {}) {
      const name = withoutLineEnds(asked);
      const where = resourceName('exchange', { vhost, name });
      refuseDefaultExchange(name);
      if (isReserved(name)) throw new BrokerError('not_permitted', `deletion of system ${where} not allowed`);
      authorizer.authorize(session, vhost, 'configure', name, 'exchange');
      if (!topology.current.requireVhost(vhost).exchanges.has(name)) await topology.refresh();
      if (ifUnused && topology.current.requireVhost(vhost).bindings.hasAnyFrom(name))
        throw new BrokerError('in_use', `${where} in use`);
      return deleteExchangeAndUnused(topology, vhost, name);
    },
  };
}
