import type { Seq } from '../message/message.js';
import type { HeldState, ScanPlace } from '../ports/message-scan.js';
import type { FoundMessage } from '../search/search-api.js';
import { foundMessage, SearchRun, type RunContext } from '../search/search-run.js';
import type { SearchScope } from '../search/search-scope.js';

export interface FoundCopies {
  readonly copies: readonly FoundMessage[];
  /** Messages looked at. */
  readonly looked: number;
  readonly isComplete: boolean;
}

/** In all; a copy is mostly found by its place, or among the dead letters. */
const budget = { limit: 100, messages: 20_000, bytes: 64 * 1024 * 1024, ms: 1_000 };

const deadFirst: readonly (readonly HeldState[])[] = [['dead'], ['ready', 'scheduled', 'retrying', 'leased']];
const queueIdMax = 2 ** 31 - 1;

/** Where a message lies: at its own position, at places where copies are known to have been, and wherever it went from there. */
export async function findCopies(
  context: RunContext,
  scope: SearchScope,
  id: Seq,
  known: readonly ScanPlace[],
): Promise<FoundCopies> {
  const copies = new Map<string, FoundMessage>();
  const add = (found: FoundMessage) => copies.set(`${found.seq} ${found.queueId}`, found);
  for (const seq of new Set([id, ...known.map((place) => place.seq)])) {
    for (const holder of await context.store.scan.findHolders(seq))
      if (scope.queueIds.includes(holder.queueId) && (holder.message.id ?? holder.seq) === id) add(foundMessage(context, holder));
  }
  let looked = 0;
  let isComplete = true;
  for (const states of deadFirst) {
    const query = { conditions: [{ isNegated: false, field: 'id', anyOf: [[String(id)]] }] } as const;
    // Copies are made later than what they are copies of.
    const run = new SearchRun(context, { ...scope, states }, query, budget, { seq: id, queueId: queueIdMax });
    while (!run.isOver) (await run.next()).forEach(add);
    looked += run.searched.messages;
    isComplete &&= run.searched.endedBy === 'end';
  }
  return { copies: [...copies.values()].sort((one, other) => one.seq - other.seq), looked, isComplete };
}
