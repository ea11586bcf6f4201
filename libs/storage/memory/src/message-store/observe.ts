import type { PeekedMessage, PeekOptions, QueueCounts, QueueId } from '@howdah/core';
import { stateOf, type Entry } from './entry.js';
import type { MemoryDatabase } from './memory-database.js';

export function countMessages(database: MemoryDatabase, queueIds?: readonly QueueId[]): QueueCounts[] {
  const dead = countDead(database);
  if (queueIds !== undefined) return queueIds.map((queueId) => countQueue(database, queueId, dead));
  const known = [...new Set([...database.queues.keys(), ...dead.keys()])];
  return known.map((queueId) => countQueue(database, queueId, dead)).filter(holdsMessages);
}

/** By seq, whatever their priority. */
export function peekMessages(database: MemoryDatabase, queueId: QueueId, { limit, after, state }: PeekOptions): PeekedMessage[] {
  const wanted = (entry: Entry): boolean => entry.seq > after && (state === undefined || stateOf(entry) === state);
  return entriesOf(database, queueId).filter(wanted).slice(0, limit).map(peek);
}

function countQueue(database: MemoryDatabase, queueId: QueueId, dead: ReadonlyMap<QueueId, number>): QueueCounts {
  const counts = { ready: 0, unacked: 0, delayed: 0 };
  let deadLetters = 0;
  let oldestAt: number | null = null;
  for (const entry of entriesOf(database, queueId)) {
    const state = stateOf(entry);
    counts[state] += 1;
    if (state === 'ready' && entry.deadFrom !== null) deadLetters++;
    if (state === 'ready') oldestAt = Math.min(oldestAt ?? Infinity, entry.message.publishedAt);
  }
  return { queueId, ...counts, dead: dead.get(queueId) ?? 0, deadLetters, oldestAt };
}

function countDead(database: MemoryDatabase): Map<QueueId, number> {
  const dead = new Map<QueueId, number>();
  for (const { deadFrom } of database.entries()) if (deadFrom !== null) dead.set(deadFrom, (dead.get(deadFrom) ?? 0) + 1);
  return dead;
}

function holdsMessages({ ready, unacked, delayed, dead }: QueueCounts): boolean {
  return ready + unacked + delayed + dead > 0;
}

export function peek(entry: Entry): PeekedMessage {
  const { seq, message, attempts, redelivered, priority, availableAt, expiresAt, deadFrom, lease } = entry;
  const owner = lease?.owner ?? null;
  return { seq, message, state: stateOf(entry), attempts, redelivered, priority, availableAt, expiresAt, deadFrom, owner };
}

function entriesOf(database: MemoryDatabase, queueId: QueueId): Entry[] {
  return [...(database.queues.get(queueId)?.entries() ?? [])];
}
