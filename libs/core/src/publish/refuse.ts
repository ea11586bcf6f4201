import type { BrokerError } from '../errors.js';
import type { MessageStore, QueueId } from '../ports/message-store.js';
import type { Settlements } from '../settle/settlements.js';
import type { PublishRequest } from './publish-request.js';
import type { RouteTarget } from './route-plan.js';

export interface RefuseContext {
  readonly store: MessageStore;
  readonly settlements: Settlements;
}

/** A full queue that dead-letters what it refuses does so before the publisher hears of it; the others just refuse. */
export function tellRefused({ store, settlements }: RefuseContext, request: PublishRequest, error: BrokerError): void {
  const inserts = fullQueues(request, error).flatMap((target) => settlements.refusedCopy(target, request.message) ?? []);
  const tell = (): void => request.receipt.failed(error);
  if (inserts.length === 0) return tell();
  const transaction = { lane: request.lane, inserts, settlements: [], idempotencyKey: null, response: null };
  // Where the dead letter cannot be stored either, the publisher knows all the same that its message was not taken.
  store.transact(transaction).then(tell, tell);
}

function fullQueues({ plan }: PublishRequest, { code, details }: BrokerError): readonly RouteTarget[] {
  if (code !== 'queue_full') return [];
  const full = details['queueIds'] as readonly QueueId[];
  return plan.targets.filter(({ queue, settings }) => full.includes(queue.id) && settings.overflow === 'reject-publish-dlx');
}
