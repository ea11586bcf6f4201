import type { Session } from '../access/session.js';
import { typeNames } from '../message/field-names.js';
import { fieldOf } from '../message/field-table.js';
import { Refusal } from './argument-parsers.js';
import { requireSameExchange } from './equivalence.js';
import { checkDelayedType, checkExchangeType } from './exchange-type.js';
import type { Exchange, ExchangeDefinition } from './model.js';
import { checkName, isReserved, refuseDefaultExchange, reservedName, withoutLineEnds } from './names.js';
import { invalidArgument } from './queue-arguments.js';
import { resourceName } from './resource.js';
import type { TopologyContext } from './topology-context.js';

interface Declared {
  readonly created: boolean;
  readonly exchange: Exchange;
}

/** Of an exchange that exists only the likeness is checked, in RabbitMQ's order; whether it could be created does not matter then. */
export async function declareExchange(context: TopologyContext, session: Session, asked: ExchangeDefinition): Promise<Declared> {
  const { topology, authorizer } = context;
  const definition = { ...asked, name: withoutLineEnds(asked.name) };
  const { vhost, name } = definition;
  checkExchangeType(definition);
  refuseDefaultExchange(name);
  authorizer.authorize(session, vhost, 'configure', name, 'exchange');
  const existing = await topology.confirm((current) => current.vhost(vhost)?.exchanges.get(name));
  const declared = existing === undefined ? await create(context, session, definition) : { created: false, exchange: existing };
  if (!declared.created) requireSameExchange(definition, declared.exchange);
  return declared;
}

async function create(context: TopologyContext, session: Session, definition: ExchangeDefinition): Promise<Declared> {
  const { name } = definition;
  checkName('exchange name', name);
  if (isReserved(name)) throw reservedName('exchange', name);
  authorizeAlternate(context, session, definition);
  checkDelayedType(definition);
  const { changed: created, value: exchange } = await context.topology.change((store) => store.createExchange(definition));
  return { created, exchange };
}

/** Whoever declares an exchange with an alternate one publishes to that, too. */
function authorizeAlternate({ authorizer }: TopologyContext, session: Session, definition: ExchangeDefinition): void {
  const alternate = fieldOf(definition.arguments, 'alternate-exchange');
  if (alternate === undefined) return;
  if (alternate.type !== 'string') {
    const wrongType = new Refusal(typeNames[alternate.type], 'a string', true);
    throw invalidArgument('alternate-exchange', alternate, resourceName('exchange', definition), wrongType);
  }
  const { vhost, name } = definition;
  authorizer.authorize(session, vhost, 'read', name, 'exchange');
  authorizer.authorize(session, vhost, 'write', alternate.value.toString(), 'exchange');
}
