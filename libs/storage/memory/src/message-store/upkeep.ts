import type { LeasedRun, OwnerId, QueueId } from '@howdah/core';
import { isExpired, leaseAsRuns, stateOf, type Entry } from './entry.js';
import type { MemoryDatabase } from './memory-database.js';

/** Makes due messages ready, the longest due first. */
export function releaseDueMessages(database: MemoryDatabase, limit: number): { queueIds: QueueId[]; nextDueAt: number | null } {
  const now = database.now();
  const delayed = [...database.entries()].filter((entry) => stateOf(entry) === 'delayed').sort((a, b) => dueAt(a) - dueAt(b));
  const due = delayed.filter((entry) => dueAt(entry) <= now).slice(0, limit);
  for (const entry of due) entry.availableAt = null;
  const next = delayed[due.length];
  return { queueIds: queuesOf(due), nextDueAt: next === undefined ? null : dueAt(next) };
}

/** Removes expired messages that nobody holds; those of `keep` queues are leased to `owner` instead. */
export function expireMessages(
  database: MemoryDatabase,
  owner: OwnerId,
  limit: number,
  keep: readonly QueueId[],
): { dropped: number; leased: LeasedRun[]; nextExpiryAt: number | null } {
  const now = database.now();
  const mortal = [...database.entries()].filter((entry) => entry.lease === null && entry.expiresAt !== null);
  const expired = mortal.filter((entry) => isExpired(entry, now)).slice(0, limit);
  const kept = expired.filter((entry) => keep.includes(entry.queueId));
  const dropped = expired.filter((entry) => !keep.includes(entry.queueId));
  for (const entry of dropped) database.remove(entry);
  const left = mortal.filter((entry) => !expired.includes(entry)).map((entry) => entry.expiresAt ?? Infinity);
  return {
    dropped: dropped.length,
    leased: leaseAsRuns(kept, owner, now),
    nextExpiryAt: left.length === 0 ? null : left.reduce((soonest, at) => Math.min(soonest, at)),
  };
}

/** Removes what nobody holds; returns how many. */
export function purgeQueue(database: MemoryDatabase, queueId: QueueId): number {
  const queue = database.queue(queueId);
  const loose = [...queue.entries()].filter((entry) => entry.lease === null);
  for (const entry of loose) queue.delete(entry);
  return loose.length;
}

function dueAt(entry: Entry): number {
  return entry.availableAt ?? 0;
}

function queuesOf(entries: readonly Entry[]): QueueId[] {
  return [...new Set(entries.map((entry) => entry.queueId))];
}
