import { randomInt } from 'node:crypto';
import type { LeaseOwner, OwnerId, QueueId } from '@howdah/core';
import type { Entry, EntryLease } from './entry.js';
import type { MemoryDatabase } from './memory-database.js';

/** Leases taken by the new owner hold until `expiresAt` (ms since 1970). */
export function registerOwner(database: MemoryDatabase, expiresAt: number, kind: LeaseOwner['kind']): OwnerId {
  const owner = randomInt(1, 2 ** 48 - 1);
  if (kind === 'receiver') database.receivers.add(owner);
  database.owners.set(owner, expiresAt);
  return owner;
}

/** Null when it has ended. */
export function findLeaseOwner(database: MemoryDatabase, owner: OwnerId): LeaseOwner | null {
  const endsAt = database.owners.get(owner);
  if (endsAt === undefined) return null;
  const kind = database.receivers.has(owner) ? 'receiver' : 'broker';
  return { kind, name: kind === 'broker' ? `memory ${owner}` : kind, endsAt };
}

/** False when the owner's leases were taken from it. A lapsed owner that nobody reclaimed from may go on. */
export function renewOwner(database: MemoryDatabase, owner: OwnerId, expiresAt: number): boolean {
  if (!database.owners.has(owner)) return false;
  database.owners.set(owner, expiresAt);
  return true;
}

/** False when the lease is over, reclaimed or not. */
export function extendLease(database: MemoryDatabase, owner: OwnerId, expiresAt: number): boolean {
  const endsAt = database.owners.get(owner);
  if (endsAt === undefined || endsAt <= database.now()) return false;
  database.owners.set(owner, expiresAt);
  return true;
}

/** Ends an owner in peace: its messages are ready again and no attempt is burnt. */
export function retireOwner(database: MemoryDatabase, owner: OwnerId): QueueId[] {
  database.owners.delete(owner);
  return giveBack(database, (entry) => entry.lease?.owner === owner);
}

/** Takes the leases of lapsed owners, one attempt burnt for each message. */
export function reclaimMessages(database: MemoryDatabase): QueueId[] {
  const now = database.now();
  for (const [owner, endsAt] of database.owners) if (endsAt <= now) database.owners.delete(owner);
  return giveBack(database, (entry, lease) => {
    if (database.owners.has(lease.owner)) return false;
    burnAttempt(database, entry, lease);
    return true;
  });
}

function giveBack(database: MemoryDatabase, lost: (entry: Entry, lease: EntryLease) => boolean): QueueId[] {
  const queueIds = new Set<QueueId>();
  for (const entry of database.entries()) {
    if (entry.lease === null || !lost(entry, entry.lease)) continue;
    entry.lease = null;
    entry.redelivered = true;
    queueIds.add(entry.queueId);
  }
  return [...queueIds];
}

function burnAttempt(database: MemoryDatabase, entry: Entry, lease: EntryLease): void {
  entry.attempts += 1;
  database.recordAttempt({
    messageId: entry.message.id,
    queueId: entry.queueId,
    number: entry.attempts,
    // Only the broker that died knew whom it had delivered to.
    consumer: '',
    startedAt: lease.since,
    endedAt: database.now(),
    outcome: 'lease_lost',
    error: null,
    fingerprint: null,
  });
}
