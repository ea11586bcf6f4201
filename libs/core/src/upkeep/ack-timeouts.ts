import type { ConsumerSlot } from '../deliver/consumer-slot.js';
import type { UpkeepContext } from './duties.js';

/**
 * Consumers that have held something for longer than they or their queue allow are told, once; from those that cannot be told it is
 * taken back as a failed attempt.
 */
export async function sweepAckTimeouts(context: UpkeepContext): Promise<void> {
  await Promise.all(context.pumps.slots().flatMap((slot) => sweep(context, slot)));
}

function sweep(context: UpkeepContext, slot: ConsumerSlot): Promise<void>[] {
  const limitMs = slot.ackTimeoutMs ?? context.queues.byId(slot.queue.id)?.settings.ackTimeoutMs ?? Infinity;
  const lastStart = context.clock.now() - limitMs;
  if (slot.handler.timedOut === undefined) return takeBack(context, slot, lastStart);
  const { oldest } = slot.unsettled;
  if (slot.timedOut || oldest === null || oldest.startedAt > lastStart) return [];
  slot.timedOut = true;
  slot.handler.timedOut(limitMs);
  return [];
}

function takeBack({ deliveries }: UpkeepContext, slot: ConsumerSlot, lastStart: number): Promise<void>[] {
  const ended: Promise<void>[] = [];
  // Oldest first, so that what is in time ends the walk; timing out takes the delivery off the list.
  for (let oldest = slot.unsettled.oldest; oldest !== null && oldest.startedAt <= lastStart; oldest = slot.unsettled.oldest) {
    ended.push(deliveries.timeOut(oldest));
  }
  return ended;
}
