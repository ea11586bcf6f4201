import type { Session } from '../access/session.js';
import type { TopologyVerbs } from '../broker-api.js';
import { BrokerError } from '../errors.js';
import { typeNames } from '../message/field-names.js';
import { fieldOf } from '../message/field-table.js';
import { Refusal } from './argument-parsers.js';
import { requireSameExchange } from './equivalence.js';
import { deleteExchangeAndUnused } from './exchange-auto-delete.js';
import { exchangeTypes, type ExchangeDefinition } from './model.js';
import { checkName, isReserved, refuseDefaultExchange, reservedName } from './names.js';
import { invalidArgument } from './queue-arguments.js';
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

    async getExchange(session, vhost, name) {
      requireSight(context, session, vhost, name, 'exchange');
      return topology.find((current) => current.requireVhost(vhost).requireExchange(name));
    },

    async declareExchange(session, definition) {
      refuseDefaultExchange(definition.name);
      authorizeDeclaration(context, session, definition);
      checkDefinition(definition);
      if (isReserved(definition.name)) return { created: false, exchange: await existing(context, definition) };
      const { changed: created, value: exchange } = await topology.change(
        (store) => store.createExchange(definition),
        (current, added) => current.requireVhost(added.vhost).addExchange(added),
      );
      if (!created) requireSameExchange(definition, exchange);
      return { created, exchange };
    },

    async deleteExchange(session, vhost, name, { ifUnused = false } = {}) {
      refuseDefaultExchange(name);
      authorizer.authorize(session, vhost, 'configure', name, 'exchange');
      const where = resourceName('exchange', { vhost, name });
      if (isReserved(name)) throw new BrokerError('not_permitted', `deletion of system ${where} not allowed`);
      if (!topology.current.requireVhost(vhost).exchanges.has(name)) await topology.refresh();
      if (ifUnused && topology.current.requireVhost(vhost).bindings.hasAnyFrom(name))
        throw new BrokerError('in_use', `${where} in use`);
      return deleteExchangeAndUnused(topology, vhost, name);
    },
  };
}

function authorizeDeclaration(
  { authorizer }: TopologyContext,
  session: Session,
  { vhost, name, arguments: args }: ExchangeDefinition,
): void {
  authorizer.authorize(session, vhost, 'configure', name, 'exchange');
  const alternate = fieldOf(args, 'alternate-exchange');
  if (alternate?.type !== 'string') return;
  authorizer.authorize(session, vhost, 'read', name, 'exchange');
  authorizer.authorize(session, vhost, 'write', alternate.value.toString(), 'exchange');
}

function checkDefinition(definition: ExchangeDefinition): void {
  checkName('exchange name', definition.name);
  const { type } = definition;
  if (!exchangeTypes.includes(type)) {
    throw new BrokerError('invalid_argument', `unknown exchange type '${type as string}'`, {
      remedy: `Use one of ${exchangeTypes.join(', ')}.`,
      details: { argument: 'type', found: type, accepted: exchangeTypes },
    });
  }
  const alternate = fieldOf(definition.arguments, 'alternate-exchange');
  if (alternate === undefined || alternate.type === 'string') return;
  const wrongType = new Refusal(typeNames[alternate.type], 'a string', true);
  throw invalidArgument('alternate-exchange', alternate, resourceName('exchange', definition), wrongType);
}

/** A name under the reserved prefix can be declared again, not anew. */
async function existing({ topology }: TopologyContext, definition: ExchangeDefinition) {
  const { exchanges } = await topology.find((current) => current.requireVhost(definition.vhost));
  const exchange = exchanges.get(definition.name);
  if (exchange === undefined) throw reservedName('exchange', definition.name);
  requireSameExchange(definition, exchange);
  return exchange;
}
