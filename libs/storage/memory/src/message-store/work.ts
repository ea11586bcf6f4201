import { BrokerError } from '@howdah/core';
import type { DeliveryRef, Insert, InsertRequest, LengthLimit, QueueId, Transaction, TransactionResult } from '@howdah/core';
import type { Entry } from './entry.js';
import { keepAnswer, replay } from './idempotency.js';
import { refuses } from './limits.js';
import type { MemoryDatabase } from './memory-database.js';
import { settle } from './settle.js';

/** Something accepted for the next group commit: run, it changes the data. */
export type Work = () => Done;

interface Done {
  readonly born: readonly Entry[];
  /** Entries that are ready again. */
  readonly returned: readonly Entry[];
  /** Called once after the commit, with the new entries that their queues had no room for. */
  answer(refused: ReadonlySet<Entry>): void;
}

const silent = (): void => undefined;

export function insertWork(database: MemoryDatabase, request: InsertRequest): Work {
  return () => {
    const born = database.append(request);
    const reached = request.durable ? 'local' : 'transient';
    return { born, returned: [], answer: (refused) => request.settled(fullError(born, refused), seqOf(born), reached) };
  };
}

export function ackWork(database: MemoryDatabase, delivery: DeliveryRef): Work {
  return () => ({ ...settle(database, { kind: 'ack', delivery }), answer: silent });
}

export function transactionWork(
  database: MemoryDatabase,
  transaction: Transaction,
  answer: (result: TransactionResult) => void,
  fail: (error: BrokerError) => void,
): Work {
  return () => {
    const key = transaction.idempotencyKey;
    const replayed = key && replay(database, key);
    if (replayed) return { born: [], returned: [], answer: () => answer(replayed) };
    const full = fullQueues(database, transaction.inserts);
    if (full.length > 0) return { born: [], returned: [], answer: () => fail(queueFull(full)) };
    const inserted = transaction.inserts.map((insert) => database.append(insert));
    const settled = transaction.settlements.map((settlement) => settle(database, settlement));
    const result = { seqs: inserted.map(seqOf), settlements: settled.map(({ result }) => result) };
    if (key) keepAnswer(database, key, transaction.response, result);
    return {
      born: [...inserted.flat(), ...settled.flatMap(({ born }) => born)],
      returned: settled.flatMap(({ returned }) => returned),
      answer: () => answer({ ...result, replayed: null }),
    };
  };
}

function fullError(born: readonly Entry[], refused: ReadonlySet<Entry>): BrokerError | null {
  const queueIds = born.filter((entry) => refused.has(entry)).map(({ queueId }) => queueId);
  return queueIds.length === 0 ? null : queueFull(queueIds);
}

function queueFull(queueIds: readonly QueueId[]): BrokerError {
  return new BrokerError('queue_full', 'a queue is full and takes no more messages', { details: { queueIds } });
}

/** Those that would refuse one of the messages. */
function fullQueues(database: MemoryDatabase, inserts: readonly Insert[]): QueueId[] {
  const added = new Map<QueueId, { readonly limit: LengthLimit; readonly bodies: Buffer[] }>();
  for (const { message, placements } of inserts) {
    for (const { queueId, limit } of placements) {
      if (limit === null) continue;
      const known = added.get(queueId) ?? { limit, bodies: [] };
      known.bodies.push(message.body);
      added.set(queueId, known);
    }
  }
  return [...added]
    .filter(([queueId, { limit, bodies }]) => refuses(database, queueId, limit, bodies))
    .map(([queueId]) => queueId);
}

function seqOf(placed: readonly Entry[]): number {
  const first = placed[0];
  if (first === undefined) throw new TypeError('an insert needs at least one placement');
  return first.seq;
}
