import type { Queues } from '../deliver/queues.js';
import type { Log } from '../ports/log.js';
import type { MessageStore, QueueId } from '../ports/message-store.js';
import { lengthLimit } from '../publish/route-plan.js';
import type { Deliveries } from '../settle/deliveries.js';

export interface TrimContext {
  readonly store: MessageStore;
  readonly queues: Queues;
  readonly deliveries: Deliveries;
  readonly log: Log;
}

/** Messages became ready again in these queues: where that is too many, the oldest give way. Never rejects. */
export async function trimQueues(context: TrimContext, queueIds: readonly QueueId[]): Promise<void> {
  await Promise.all(queueIds.map((queueId) => trimQueue(context, queueId)));
}

async function trimQueue({ store, queues, deliveries, log }: TrimContext, queueId: QueueId): Promise<void> {
  const origin = queues.byId(queueId);
  const limit = origin === null ? null : lengthLimit(origin.settings);
  if (limit === null || limit.overflow !== 'drop-head') return;
  try {
    for (const run of await store.trimQueue(queueId, limit)) deliveries.drop(run);
  } catch (error) {
    // The next publish, or the next return, trims it.
    log.warn('a queue could not be trimmed', { queueId, error });
  }
}
