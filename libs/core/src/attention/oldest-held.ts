import type { Pumps } from '../deliver/pumps.js';
import type { QueueId } from '../ports/message-store.js';

export interface OldestHeld {
  readonly consumer: string;
  /** ms since 1970. */
  readonly since: number;
}

/** Of each queue the delivery that a consumer here has held for longest. */
export function oldestHeldByQueue(pumps: Pick<Pumps, 'slots'>): Map<QueueId, OldestHeld> {
  const held = new Map<QueueId, OldestHeld>();
  for (const { queue, handler, unsettled } of pumps.slots()) {
    const since = unsettled.oldest?.startedAt;
    if (since === undefined || since >= (held.get(queue.id)?.since ?? Infinity)) continue;
    held.set(queue.id, { consumer: handler.name, since });
  }
  return held;
}
