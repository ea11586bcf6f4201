import type { ConsumerSlot } from '../deliver/consumer-slot.js';
import type { UpkeepContext } from './duties.js';

/** Takes back what consumers have held for longer than their queue allows, as a failed attempt. */
export async function sweepAckTimeouts(context: UpkeepContext): Promise<void> {
  await Promise.all(context.pumps.slots().flatMap((slot) => sweep(context, slot)));
}

function sweep({ queues, deliveries, clock }: UpkeepContext, slot: ConsumerSlot): Promise<void>[] {
  const origin = queues.byId(slot.queue.id);
  if (origin === null) return [];
  const lastStart = clock.now() - origin.settings.ackTimeoutMs;
  const ended: Promise<void>[] = [];
  // Oldest first, so that what is in time ends the walk; timing out takes the delivery off the list.
  for (let oldest = slot.unsettled.oldest; oldest !== null && oldest.startedAt <= lastStart; oldest = slot.unsettled.oldest) {
    ended.push(deliveries.timeOut(oldest));
  }
  return ended;
}
