import type { LeasedRun, LengthLimit, OwnerId, QueueId } from '@howdah/core';
import { isClaimable, leaseAsRuns, type Entry } from './entry.js';
import type { MemoryDatabase } from './memory-database.js';

export interface Enforced {
  /** New entries that their queue had no room for: they are gone. */
  readonly refused: ReadonlySet<Entry>;
  /** What gave way to them, leased to the broker. */
  readonly overflowed: readonly LeasedRun[];
}

/** Makes the queues of new entries keep their limits again, once it is known which of these wait. */
export function enforceLimits(database: MemoryDatabase, owner: OwnerId, born: readonly Entry[]): Enforced {
  const limited = new Map<QueueId, LengthLimit>();
  for (const { queueId, limit } of born) if (limit !== null) limited.set(queueId, limit);
  const refused = new Set<Entry>();
  const overflowed: LeasedRun[] = [];
  for (const [queueId, limit] of limited) {
    if (limit.overflow === 'drop-head') overflowed.push(...leaseSurplus(database, owner, queueId, limit));
    else for (const entry of refuse(database, queueId, limit, born)) refused.add(entry);
  }
  return { refused, overflowed };
}

/** The head of the queue, as much as is too much. */
export function leaseSurplus(database: MemoryDatabase, owner: OwnerId, queueId: QueueId, limit: LengthLimit): LeasedRun[] {
  const ready = readyIn(database, queueId);
  const sizes = { messages: ready.length, bytes: bytesOf(ready) };
  const surplus: Entry[] = [];
  for (const entry of ready) {
    if (fits(sizes, limit)) break;
    sizes.messages--;
    sizes.bytes -= entry.message.body.length;
    surplus.push(entry);
  }
  return leaseAsRuns(surplus, owner, database.now());
}

/** Whether so many more messages would be refused; what is handed over at once is not known yet. */
export function refuses(database: MemoryDatabase, queueId: QueueId, limit: LengthLimit, added: readonly Buffer[]): boolean {
  const ready = readyIn(database, queueId);
  const bytes = added.reduce((sum, { length }) => sum + length, bytesOf(ready));
  return limit.overflow === 'reject' && !fits({ messages: ready.length + added.length, bytes }, limit);
}

/** In the order they came, each that the queue has no room for. */
function refuse(database: MemoryDatabase, queueId: QueueId, limit: LengthLimit, born: readonly Entry[]): Entry[] {
  const newborn = new Set(born);
  const ready = readyIn(database, queueId);
  const before = ready.filter((entry) => !newborn.has(entry));
  const sizes = { messages: before.length, bytes: bytesOf(before) };
  const waiting = new Set(ready);
  const refused: Entry[] = [];
  for (const entry of born.filter((one) => waiting.has(one))) {
    const grown = { messages: sizes.messages + 1, bytes: sizes.bytes + entry.message.body.length };
    if (fits(grown, limit)) {
      Object.assign(sizes, grown);
    } else {
      database.remove(entry);
      refused.push(entry);
    }
  }
  return refused;
}

interface Sizes {
  messages: number;
  bytes: number;
}

const fits = (sizes: Sizes, limit: LengthLimit): boolean =>
  sizes.messages <= (limit.messages ?? Infinity) && sizes.bytes <= (limit.bytes ?? Infinity);

const bytesOf = (entries: readonly Entry[]): number => entries.reduce((sum, { message }) => sum + message.body.length, 0);

function readyIn(database: MemoryDatabase, queueId: QueueId): Entry[] {
  const now = database.now();
  return [...database.queue(queueId).inClaimOrder()].filter((entry) => isClaimable(entry, now));
}
