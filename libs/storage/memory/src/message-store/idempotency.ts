import type { IdempotencyKey, TransactionResult } from '@howdah/core';
import type { MemoryDatabase } from './memory-database.js';

/** ms that an answer is kept for. */
const answerKeptMs = 24 * 60 * 60 * 1000;

/** What the first use of an idempotency key stored and answered. */
export interface KeptAnswer {
  readonly digest: Buffer;
  /** JSON. */
  readonly response: string;
  readonly result: Pick<TransactionResult, 'seqs' | 'settlements'>;
  /** ms since 1970. */
  readonly storedAt: number;
}

/** The first result again, if this key was used in the last 24 hours. */
export function replay(database: MemoryDatabase, key: IdempotencyKey): TransactionResult | null {
  const kept = database.answers.get(nameOf(key));
  if (kept === undefined || isOver(kept, database.now())) return null;
  return { ...kept.result, replayed: { digest: kept.digest, response: JSON.parse(kept.response) as unknown } };
}

export function keepAnswer(database: MemoryDatabase, key: IdempotencyKey, response: unknown, result: KeptAnswer['result']): void {
  database.answers.set(nameOf(key), {
    digest: key.digest,
    response: JSON.stringify(response ?? null),
    result,
    storedAt: database.now(),
  });
}

export function forgetOldAnswers(database: MemoryDatabase): void {
  for (const [name, kept] of database.answers) if (isOver(kept, database.now())) database.answers.delete(name);
}

function isOver(kept: KeptAnswer, now: number): boolean {
  return kept.storedAt + answerKeptMs <= now;
}

function nameOf({ scope, key }: IdempotencyKey): string {
  return JSON.stringify([scope, key]);
}
