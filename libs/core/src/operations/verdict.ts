import type { Queues } from '../deliver/queues.js';
import type { PeekedMessage } from '../ports/message-store.js';
import type { OperationDefinition } from '../ports/operation-store.js';
import type { PlanBook } from '../publish/plan-book.js';
import type { RouteTarget } from '../publish/route-plan.js';
import { resourceName } from '../topology/resource.js';
import { redrivenMessage } from './redriven-message.js';

/** Why a message is left where it is. */
type SkipReason = 'held' | 'expired' | 'not_a_dead_letter' | 'no_route' | 'target_paused';

export type Judged =
  /** To at least one queue, or with a purge to none. */
  | { readonly kind: 'take'; readonly targets: readonly RouteTarget[] }
  | { readonly kind: 'skip'; readonly reason: SkipReason; readonly detail: string };

export interface JudgeContext {
  readonly queues: Queues;
  readonly plans: PlanBook;
  /** ms since 1970. */
  readonly now: number;
}

const skip = (reason: SkipReason, detail: string): Judged => ({ kind: 'skip', reason, detail });

/** What becomes of one message of an operation's scope. */
export function judge(context: JudgeContext, operation: OperationDefinition, peeked: PeekedMessage): Judged {
  const { kind } = operation;
  if (peeked.state === 'unacked') return skip('held', 'a consumer has it');
  if (kind === 'purge') return { kind: 'take', targets: [] };
  if (peeked.expiresAt !== null && peeked.expiresAt <= context.now) return skip('expired', 'its time to live is over');
  if (kind === 'redrive' && peeked.message.deaths.length === 0)
    return skip('not_a_dead_letter', 'it has not died in any queue; move it instead');
  const found = targetsOf(context, operation, peeked);
  if (typeof found === 'string') return skip('no_route', found);
  const paused = found.find(({ pause }) => pause !== null);
  if (paused !== undefined) return skip('target_paused', `publishing to ${resourceName('queue', paused.queue)} is paused`);
  return { kind: 'take', targets: found };
}

/** Where it would go; a text says why nowhere. */
function targetsOf(
  context: JudgeContext,
  operation: OperationDefinition,
  peeked: PeekedMessage,
): readonly RouteTarget[] | string {
  const { vhost, target: named, exchange } = operation;
  if (exchange !== null) return routed(context, { ...operation, exchange }, peeked);
  const name = named ?? peeked.message.deaths[0]?.queue ?? '';
  const target = context.queues.target(vhost, name);
  return target === null ? `there is no ${resourceName('queue', { vhost, name })}` : [target];
}

/** By its routing key alone: keys under CC or BCC were for the first time. */
function routed(
  { plans, now }: JudgeContext,
  operation: OperationDefinition & { readonly exchange: string },
  peeked: PeekedMessage,
): readonly RouteTarget[] | string {
  const { vhost, exchange: name } = operation;
  const routes = plans.ofExchange(vhost, name);
  if (routes === null) return `there is no ${resourceName('exchange', { vhost, name })}`;
  const { routingKey, properties } = redrivenMessage({ ...operation, id: 0 }, peeked, now);
  const { targets } = routes.of(routingKey, null, properties);
  return targets.length > 0 ? targets : `exchange '${name}' leads '${routingKey}' to no queue`;
}
