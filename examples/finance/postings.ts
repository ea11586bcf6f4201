import { createHash } from 'node:crypto';
import { defineQueue, immediate, type Queue } from '@howdah/sdk';
import { z } from 'zod';

const Posting = z.object({
  transferId: z.uuid(),
  kind: z.enum(['debit', 'credit']),
  account: z.string(),
  cents: z.int().positive(),
  /** Number of the transfer among those of its debtor. */
  n: z.int().positive(),
});

/** A change of one account. */
export type Posting = z.infer<typeof Posting>;

const partitionCount = 4;

/**
 * Strict order for each account: all its postings are in one queue, one process at a time is served from it (the others stand by), with
 * one message at a time (`concurrency: 1`), and what comes back has its old place and no backoff to be overtaken in.
 */
export const partitions: readonly Queue<Posting>[] = Array.from({ length: partitionCount }, (_, i) =>
  defineQueue(`ledger.${i}`, {
    schema: Posting,
    retry: immediate({ attempts: 1_000 }),
    arguments: { 'x-single-active-consumer': true },
  }),
);

export function partitionOf(account: string): Queue<Posting> {
  return partitions[createHash('sha256').update(account).digest().readUInt32BE() % partitionCount]!;
}
