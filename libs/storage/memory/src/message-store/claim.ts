import type { Claim, ClaimOptions, DeliveryRef, LeasedRun, OwnerId, QueueId } from '@howdah/core';
import { isClaimable, leaseAsRuns, runOf, type Entry } from './entry.js';
import type { MemoryDatabase } from './memory-database.js';
import { registerOwner } from './owners.js';

type Limits = Pick<ClaimOptions, 'count' | 'bytes'>;

/** An owner whose leases were taken from it gets nothing until it has a new identity. */
export function claimMessages(database: MemoryDatabase, queueId: QueueId, owner: OwnerId, { count, bytes }: Limits): Claim {
  if (!database.owners.has(owner)) return { runs: [], more: false, isCut: false };
  const now = database.now();
  const taken: Entry[] = [];
  let takenBytes = 0;
  for (const entry of claimable(database, queueId, now)) {
    const full = taken.length >= count || (taken.length > 0 && takenBytes >= bytes);
    if (full) return { runs: leaseAsRuns(taken, owner, now), more: true, isCut: true };
    taken.push(entry);
    takenBytes += entry.message.body.length;
  }
  return { runs: leaseAsRuns(taken, owner, now), more: false, isCut: false };
}

/** Under a lease that is made if there is something to lease, and lasts `leaseMs`. */
export function claimForReceiver(database: MemoryDatabase, queueId: QueueId, leaseMs: number, limits: Limits): Claim {
  if (!hasReady(database, queueId)) return { runs: [], more: false, isCut: false };
  const owner = registerOwner(database, database.now() + leaseMs, 'receiver');
  return claimMessages(database, queueId, owner, limits);
}

export function hasReady(database: MemoryDatabase, queueId: QueueId): boolean {
  return claimable(database, queueId, database.now()).next().done !== true;
}

/** Each delivery's run with its one message in it; null when its lease is lost. */
export function readLeased(database: MemoryDatabase, deliveries: readonly DeliveryRef[]): (LeasedRun | null)[] {
  return deliveries.map((delivery) => {
    const entry = database.leased(delivery);
    return entry?.lease ? runOf(entry, entry.lease, [entry]) : null;
  });
}

function* claimable(database: MemoryDatabase, queueId: QueueId, now: number): Generator<Entry> {
  const queue = database.queues.get(queueId);
  if (queue === undefined) return;
  for (const entry of queue.inClaimOrder()) if (isClaimable(entry, now)) yield entry;
}
