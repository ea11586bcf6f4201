import type { Queues } from '../deliver/queues.js';
import type { PeekedMessage } from '../ports/message-store.js';
import type { OperationDefinition } from '../ports/operation-store.js';
import type { RouteTarget } from '../publish/route-plan.js';
import { resourceName } from '../topology/resource.js';

/** Why a message is left where it is. */
type SkipReason = 'held' | 'expired' | 'not_a_dead_letter' | 'no_route' | 'target_paused';

export type Judged =
  | { readonly kind: 'take'; readonly target: RouteTarget | null }
  | { readonly kind: 'skip'; readonly reason: SkipReason; readonly detail: string };

export interface JudgeContext {
  readonly queues: Queues;
  /** ms since 1970. */
  readonly now: number;
}

const skip = (reason: SkipReason, detail: string): Judged => ({ kind: 'skip', reason, detail });

/** What becomes of one message of an operation's scope. */
export function judge({ queues, now }: JudgeContext, operation: OperationDefinition, peeked: PeekedMessage): Judged {
  const { kind, vhost, target: named } = operation;
  if (peeked.state === 'unacked') return skip('held', 'a consumer has it');
  if (kind === 'purge') return { kind: 'take', target: null };
  if (peeked.expiresAt !== null && peeked.expiresAt <= now) return skip('expired', 'its time to live is over');
  const [death] = peeked.message.deaths;
  if (kind === 'redrive' && death === undefined)
    return skip('not_a_dead_letter', 'it has not died in any queue; move it instead');
  const name = named ?? death?.queue ?? '';
  const target = queues.target(vhost, name);
  if (target === null) return skip('no_route', `there is no ${resourceName('queue', { vhost, name })}`);
  if (target.pause !== null) return skip('target_paused', `publishing to ${resourceName('queue', target.queue)} is paused`);
  return { kind: 'take', target };
}
