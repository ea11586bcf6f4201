import type { Handoff, LeasedRun, OwnerId, QueueId } from '@howdah/core';
import { leaseAsRuns, stateOf, type Entry } from './entry.js';
import { enforceLimits } from './limits.js';
import type { MemoryDatabase } from './memory-database.js';
import type { Work } from './work.js';

/** Gathers the work of a turn and commits it in the order handed in, whatever the lane. */
export class GroupCommit {
  #accepted: Work[] = [];

  constructor(private readonly commit: (accepted: readonly Work[]) => void) {}

  accept(work: Work): void {
    if (this.#accepted.push(work) === 1) queueMicrotask(() => this.flush());
  }

  flush(): void {
    const accepted = this.#accepted;
    this.#accepted = [];
    if (accepted.length > 0) this.commit(accepted);
  }

  /** Forgets what was accepted and not committed. */
  drop(): void {
    this.#accepted = [];
  }
}

/** Applies the work, leases what the broker has credit for, then tells everybody. */
export function commitWork(database: MemoryDatabase, owner: OwnerId, handoff: Handoff, accepted: readonly Work[]): void {
  const done = accepted.map((work) => work());
  const born = done.flatMap((each) => each.born);
  const runs = leaseNewborn(database, owner, handoff, born);
  const { refused, overflowed } = enforceLimits(database, owner, born);
  for (const each of done) each.answer(refused);
  for (const run of runs) handoff.deliver(run);
  for (const run of overflowed) handoff.overflow(run);
  const stored = born.filter((entry) => !refused.has(entry));
  const ready = [...stored, ...done.flatMap((each) => each.returned)].filter((entry) => stateOf(entry) === 'ready');
  database.wake([...new Set(ready.map((entry) => entry.queueId))]);
}

/** A fenced owner leases nothing. */
function leaseNewborn(database: MemoryDatabase, owner: OwnerId, handoff: Handoff, born: readonly Entry[]): LeasedRun[] {
  if (!database.owners.has(owner)) return [];
  const now = database.now();
  const runs: LeasedRun[] = [];
  for (const [queueId, entries] of byQueue(born.filter((entry) => stateOf(entry) === 'ready'))) {
    const credit = handoff.reserve(queueId, entries.length);
    runs.push(...leaseAsRuns(entries.slice(0, credit), owner, now));
  }
  return runs;
}

function byQueue(entries: readonly Entry[]): Map<QueueId, Entry[]> {
  const queues = new Map<QueueId, Entry[]>();
  for (const entry of entries) {
    const known = queues.get(entry.queueId);
    if (known === undefined) queues.set(entry.queueId, [entry]);
    else known.push(entry);
  }
  return queues;
}
