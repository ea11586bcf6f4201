import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import { whenCommitted, type CommitBarrier } from '../deliver/commit-barrier.js';
import type { Pumps } from '../deliver/pumps.js';
import { BrokerError } from '../errors.js';
import type { Operation, OperationDefinition, OperationId, OperationState } from '../ports/operation-store.js';
import { isInternal } from '../publish/checks.js';
import { exchangeNotFound } from '../topology/resource.js';
import { requireView } from '../topology/sight.js';
import { definitionOf } from './definition.js';
import { dryRun, type DryRunContext } from './dry-run.js';
import type { OperationRequest, OperationVerbs } from './operations-api.js';

export interface OperationContext extends DryRunContext {
  readonly authorizer: Authorizer;
  readonly pumps: Pumps;
  readonly barrier: CommitBarrier;
  /** There is an operation to be carried out. */
  hastenOperations(): void;
}

/** From which states an operator may put an operation into another. */
const ways = { running: ['paused'], paused: ['running'], aborted: ['running', 'paused'] } as const;

export function createOperationVerbs(context: OperationContext): OperationVerbs {
  const { authorizer, store } = context;

  const find = async (session: Session, id: OperationId): Promise<Operation> => {
    authorizer.requireRole(session, 'viewer');
    const operation = await store.operations.get(id);
    if (operation === null) throw new BrokerError('operation_not_found', `no operation ${id}`);
    authorizer.requireVhost(session, operation.vhost);
    return operation;
  };

  return {
    async create(session, request, key) {
      const definition = await define(context, session, request);
      const cutoff = request.cutoff ?? (await freeze(context, definition));
      const { operation, replayed } = await store.operations.create(definition, cutoff, key ?? null);
      if (replayed !== null && key !== undefined && !replayed.digest.equals(key.digest)) throw keyReused();
      context.hastenOperations();
      return { operation, replayed: replayed !== null };
    },

    async check(session, request) {
      const definition = await define(context, session, request);
      return dryRun(context, definition, request.cutoff ?? (await freeze(context, definition)));
    },

    get: find,

    async list(session, vhost, options) {
      requireView(context, session, vhost);
      return store.operations.list({ vhost, ...options });
    },

    async change(session, id, to) {
      authorizer.requireRole(session, 'operator');
      const { state, vhost, queue } = await find(session, id);
      authorizer.authorize(session, vhost, 'read', queue);
      const from: readonly OperationState[] = [...ways[to], to];
      const changed = await store.operations.change(id, { from, to, reason: `by '${session.user}'` });
      if (changed === null) throw ended(id, state);
      context.hastenOperations();
      return changed;
    },

    async report(session, id, options) {
      const { vhost, queue } = await find(session, id);
      // Errors may quote what a message says.
      authorizer.authorizePeek(session, vhost, queue);
      return store.operations.listReport(id, options);
    },
  };
}

async function define(context: OperationContext, session: Session, request: OperationRequest) {
  const { authorizer, queues } = context;
  const { vhost, queue: name, target = null, exchange = null } = request;
  authorizer.requireRole(session, 'operator');
  authorizer.authorize(session, vhost, 'read', name);
  if (target !== null) authorizer.authorize(session, vhost, 'write', target);
  const { queue } = await queues.find(vhost, name);
  if (target !== null) await queues.find(vhost, target);
  if (exchange !== null) await requireExchange(context, session, { ...request, exchange });
  return definitionOf(session, request, queue);
}

/** As for whoever publishes to it. */
async function requireExchange(
  { authorizer, plans }: OperationContext,
  session: Session,
  { vhost, exchange: name, routingKey = null }: OperationRequest & { readonly exchange: string },
): Promise<void> {
  authorizer.authorize(session, vhost, 'write', name, 'exchange');
  if (plans.ofExchange(vhost, name) === null) await plans.refresh();
  const routes = plans.ofExchange(vhost, name);
  if (routes === null) throw exchangeNotFound(vhost, name);
  if (routes.exchange.internal) throw isInternal(name, vhost);
  const topicCheck = authorizer.topicCheck(session, routes.exchange, 'write');
  if (topicCheck === null) return;
  if (routingKey === null) throw keyNeeded(session, name);
  topicCheck(routingKey);
}

function keyNeeded({ user }: Session, exchange: string): BrokerError {
  return new BrokerError('access_refused', `user '${user}' may use some routing keys of exchange '${exchange}' only`, {
    remedy: 'Name the routing key for all of the messages.',
  });
}

/** What was published, or died, before is in the scope, and nothing later. */
async function freeze({ pumps, barrier, store }: OperationContext, { queueId }: OperationDefinition): Promise<number> {
  pumps.recall(queueId);
  await whenCommitted(barrier);
  return store.operations.position();
}

function ended(id: OperationId, state: OperationState): BrokerError {
  return new BrokerError('operation_ended', `operation ${id} is ${state}`, { remedy: 'Make a new one for what is left.' });
}

function keyReused(): BrokerError {
  return new BrokerError('idempotency_key_reused', 'the idempotency key was used before for another request', {
    remedy: 'Use a new key for a new request; repeat a request byte for byte.',
  });
}
