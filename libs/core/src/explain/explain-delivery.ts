import type { Pumps } from '../deliver/pumps.js';
import type { InFlight } from '../deliver/in-flight.js';
import type { MessageStore, PeekedMessage, QueueId } from '../ports/message-store.js';
import type { PresenceStore } from '../ports/presence-store.js';

/** Why a message is not being delivered at this moment. Instants in ms since 1970. */
export type DeliveryReason =
  | { readonly code: 'paused' }
  /** Published with a delay. */
  | { readonly code: 'scheduled'; readonly until: number }
  /** Failed and waits for its next attempt. */
  | { readonly code: 'backoff'; readonly until: number; readonly attempts: number }
  /** In the hands of a consumer on this broker. */
  | { readonly code: 'leased'; readonly consumer: string; readonly since: number }
  /** Received over HTTP and not settled. */
  | { readonly code: 'received'; readonly until: number }
  /** Leased by this broker for consumers that have no credit for it yet. */
  | { readonly code: 'ahead' }
  /** Another broker knows which of its consumers has it. */
  | { readonly code: 'leased_elsewhere'; readonly broker: string }
  | { readonly code: 'no_consumer' }
  /** The only consumers wait behind the single active one of this queue. */
  | { readonly code: 'no_active_consumer'; readonly consumers: number }
  /** A consumer here takes no more before it settles some. */
  | { readonly code: 'prefetch_full'; readonly consumer: string; readonly unacked: number }
  /** Whether they have credit, only their brokers know. */
  | { readonly code: 'consumers_elsewhere'; readonly consumers: number }
  /** Nothing keeps it: its turn comes when those before it are delivered. */
  | { readonly code: 'next' };

export interface DeliveryContext {
  readonly store: MessageStore;
  readonly presence: PresenceStore;
  readonly pumps: Pumps;
  readonly isPaused: (queueId: QueueId) => boolean;
}

/** At least one; all that hold. */
export async function explainDelivery(
  context: DeliveryContext,
  queueId: QueueId,
  peeked: PeekedMessage,
): Promise<readonly DeliveryReason[]> {
  const { state, attempts, availableAt } = peeked;
  if (state === 'unacked') return [await explainLease(context, queueId, peeked)];
  if (state === 'delayed') {
    const until = availableAt ?? 0;
    return [attempts > 0 ? { code: 'backoff', until, attempts } : { code: 'scheduled', until }];
  }
  const paused: readonly DeliveryReason[] = context.isPaused(queueId) ? [{ code: 'paused' }] : [];
  const reasons = [...paused, ...(await explainWait(context, queueId))];
  return reasons.length === 0 ? [{ code: 'next' }] : reasons;
}

async function explainLease(
  { store, pumps }: DeliveryContext,
  queueId: QueueId,
  { seq, owner }: PeekedMessage,
): Promise<DeliveryReason> {
  const held = holding(pumps, queueId, seq);
  if (held !== null) return { code: 'leased', consumer: held.slot.handler.name, since: held.startedAt };
  if (owner === store.owner) return { code: 'ahead' };
  const holder = owner === null ? null : await store.findLeaseOwner(owner);
  if (holder?.kind === 'receiver') return { code: 'received', until: holder.endsAt };
  return { code: 'leased_elsewhere', broker: holder?.name ?? 'one that has just ended' };
}

function holding(pumps: Pumps, queueId: QueueId, seq: number): InFlight | null {
  for (const { queue, unsettled } of pumps.slots()) {
    if (queue.id !== queueId) continue;
    for (let one = unsettled.oldest; one !== null; one = one.next) if (one.seq === seq) return one;
  }
  return null;
}

async function explainWait({ presence, pumps }: DeliveryContext, queueId: QueueId): Promise<readonly DeliveryReason[]> {
  const consumers = await presence.listConsumers([queueId]);
  if (consumers.length === 0) return [{ code: 'no_consumer' }];
  if (!consumers.some(({ active }) => active)) return [{ code: 'no_active_consumer', consumers: consumers.length }];
  const here = pumps
    .slots()
    .filter(({ queue, state, session }) => queue.id === queueId && state === 'consuming' && session !== null);
  if (here.some((slot) => slot.capacity() > 0)) return [];
  const full = here.filter(({ active }) => active);
  const elsewhere = consumers.length - here.length;
  return [
    ...full.map(({ handler, unsettled }) => ({
      code: 'prefetch_full' as const,
      consumer: handler.name,
      unacked: unsettled.size,
    })),
    ...(elsewhere > 0 ? [{ code: 'consumers_elsewhere' as const, consumers: elsewhere }] : []),
  ];
}
