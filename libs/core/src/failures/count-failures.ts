import type { Failure, FailureCount, Fingerprint } from '../ports/failure-store.js';
import type { QueueId, Settlement } from '../ports/message-store.js';

interface Counting {
  readonly failure: Failure;
  attempts: number;
  deaths: number;
  readonly deadLetterQueueIds: Set<QueueId>;
}

/** What settlements that stand add to their error groups, one item for each group; for stores. */
export function countFailures(settlements: readonly Settlement[]): readonly FailureCount[] {
  const counts = new Map<Fingerprint, Counting>();
  for (const settlement of settlements) if (settlement.kind !== 'ack') add(counts, settlement);
  return [...counts.values()].map((one) => ({ ...one, deadLetterQueueIds: [...one.deadLetterQueueIds].sort((a, b) => a - b) }));
}

function add(counts: Map<Fingerprint, Counting>, settlement: Exclude<Settlement, { kind: 'ack' }>): void {
  const { failure, attempt } = settlement;
  if (failure === null) return;
  const known = counts.get(failure.fingerprint) ?? { failure, attempts: 0, deaths: 0, deadLetterQueueIds: new Set() };
  counts.set(failure.fingerprint, known);
  if (attempt !== null) known.attempts++;
  if (settlement.kind === 'return') return;
  known.deaths++;
  for (const { queueId } of settlement.copy?.placements ?? []) known.deadLetterQueueIds.add(queueId);
}
