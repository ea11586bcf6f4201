import type { PresenceStore } from '../ports/presence-store.js';
import type { QueueId } from '../ports/message-store.js';
import type { Pumps } from './pumps.js';

/** Asks the store which of the single active consumers here are active now, and lets those begin. */
export async function reviseActive(
  { pumps, presence }: { readonly pumps: Pumps; readonly presence: PresenceStore },
  only?: QueueId,
): Promise<void> {
  const waiting = pumps.handles().filter(({ record }) => record.singleActive && (only === undefined || record.queueId === only));
  if (waiting.length === 0) return;
  const present = await presence.listConsumers([...new Set(waiting.map(({ record }) => record.queueId))]);
  const active = new Set(present.filter((consumer) => consumer.active).map(({ id }) => id));
  for (const handle of waiting) {
    handle.slot.active = active.has(handle.id);
    if (handle.slot.active) pumps.get(handle.record.queueId)?.wake();
  }
}
