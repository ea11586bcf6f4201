import type { DeliveryRef, InsertRequest, Transaction, TransactionResult } from '@howdah/core';
import type { Entry } from './entry.js';
import { keepAnswer, replay } from './idempotency.js';
import type { MemoryDatabase } from './memory-database.js';
import { settle } from './settle.js';

/** Something accepted for the next group commit: run, it changes the data. */
export type Work = () => Done;

interface Done {
  readonly born: readonly Entry[];
  /** Entries that are ready again. */
  readonly returned: readonly Entry[];
  /** Called once after the commit. */
  answer(): void;
}

const silent = (): void => undefined;

export function insertWork(database: MemoryDatabase, request: InsertRequest): Work {
  return () => {
    const born = database.append(request);
    return { born, returned: [], answer: () => request.settled(null, seqOf(born)) };
  };
}

export function ackWork(database: MemoryDatabase, delivery: DeliveryRef): Work {
  return () => ({ ...settle(database, { kind: 'ack', delivery }), answer: silent });
}

export function transactionWork(
  database: MemoryDatabase,
  transaction: Transaction,
  answer: (result: TransactionResult) => void,
): Work {
  return () => {
    const key = transaction.idempotencyKey;
    const replayed = key && replay(database, key);
    if (replayed) return { born: [], returned: [], answer: () => answer(replayed) };
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

function seqOf(placed: readonly Entry[]): number {
  const first = placed[0];
  if (first === undefined) throw new TypeError('an insert needs at least one placement');
  return first.seq;
}
