import type { Session } from '../access/session.js';
import type { TopologyVerbs } from '../broker-api.js';
import { checkMatchMode } from '../route/headers-match.js';
import { deleteUnusedExchanges } from './exchange-auto-delete.js';
import { routingTypeOf } from './exchange-type.js';
import type { Binding } from './model.js';
import { checkShortText, refuseDefaultExchange, withoutLineEnds } from './names.js';
import { requireOwn } from './ownership.js';
import { requireView } from './sight.js';
import type { Topology } from './topology.js';
import type { TopologyContext } from './topology-context.js';

export type BindingVerbs = Pick<TopologyVerbs, 'listBindings' | 'bind' | 'unbind'>;

type Definition = Omit<Binding, 'id'>;

export function createBindingVerbs(context: TopologyContext): BindingVerbs {
  const { topology } = context;
  return {
    async listBindings(session, vhost) {
      requireView(context, session, vhost);
      const { bindings } = await topology.find((current) => current.requireVhost(vhost));
      return [...bindings.all()];
    },

    async bind(session, asked) {
      const definition = withPlainNames(asked);
      authorize(context, session, definition);
      checkShortText('routing key', definition.routingKey);
      await topology.find((current) => checkEnds(context, current, session, definition));
      const { changed: created, value: binding } = await topology.change((store) => store.createBinding(definition));
      return { created, binding };
    },

    async unbind(session, asked) {
      const definition = withPlainNames(asked);
      authorize(context, session, definition);
      const binding = await findBinding(context, definition);
      authorizeKey(context, session, definition);
      if (binding === undefined) return false;
      requireOwnDestination(topology.current, session, binding);
      const { changed } = await topology.change((store) => store.deleteBinding(binding));
      await deleteUnusedExchanges(topology, binding.vhost, new Set([binding.source]));
      return changed;
    },
  };
}

function withPlainNames(asked: Definition): Definition {
  return { ...asked, source: withoutLineEnds(asked.source), destination: withoutLineEnds(asked.destination) };
}

function authorize({ authorizer }: TopologyContext, session: Session, definition: Definition): void {
  const { vhost, source, destinationKind, destination } = definition;
  refuseDefaultExchange(source);
  if (destinationKind === 'exchange') refuseDefaultExchange(destination);
  authorizer.authorize(session, vhost, 'write', destination, destinationKind);
  authorizer.authorize(session, vhost, 'read', source, 'exchange');
}

/** Whoever binds by a routing key reads what is published with it. */
function authorizeKey(
  { authorizer, topology }: TopologyContext,
  session: Session,
  { vhost, source, routingKey }: Definition,
): void {
  const exchange = topology.current.vhost(vhost)?.exchanges.get(source);
  if (exchange !== undefined) authorizer.topicCheck(session, exchange, 'read')?.(routingKey);
}

/** The missing exchange is named before the missing queue. */
function checkEnds(context: TopologyContext, current: Topology, session: Session, definition: Definition): void {
  const { vhost, source, destinationKind, destination, arguments: args } = definition;
  const owner = current.requireVhost(vhost);
  const exchange = owner.requireExchange(source);
  authorizeKey(context, session, definition);
  if (destinationKind === 'exchange') owner.requireExchange(destination);
  else requireOwn(session, owner.requireQueue(destination));
  if (routingTypeOf(exchange) === 'headers') checkMatchMode(args);
}

function requireOwnDestination(current: Topology, session: Session, { vhost, destinationKind, destination }: Definition): void {
  const queue = destinationKind === 'queue' ? current.requireVhost(vhost).queues.get(destination) : undefined;
  if (queue !== undefined) requireOwn(session, queue);
}

async function findBinding({ topology }: TopologyContext, definition: Definition): Promise<Binding | undefined> {
  const look = (): Binding | undefined => topology.current.requireVhost(definition.vhost).bindings.find(definition);
  await topology.find((current) => current.requireVhost(definition.vhost));
  const known = look();
  if (known !== undefined) return known;
  await topology.refresh();
  return look();
}
