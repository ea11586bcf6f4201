import type { LeasedRun, LengthLimit, Message, MessageState, OwnerId, QueueId, Seq } from '@howdah/core';

/** One message in one queue. Its place is its seq; everything that changes is changed here. */
export interface Entry {
  readonly queueId: QueueId;
  readonly seq: Seq;
  readonly message: Message & { readonly id: Seq };
  durable: boolean;
  priority: number;
  /** null once it is ready: only releaseDueMessages and a settlement change it. */
  availableAt: number | null;
  expiresAt: number | null;
  deadFrom: QueueId | null;
  readonly limit: LengthLimit | null;
  attempts: number;
  redelivered: boolean;
  lease: EntryLease | null;
}

export interface EntryLease {
  readonly owner: OwnerId;
  /** Of the run that it was leased with: together with queue and owner what a delivery is known by. */
  readonly runId: Seq;
  /** ms since 1970. */
  readonly since: number;
}

export function stateOf(entry: Entry): MessageState {
  if (entry.lease !== null) return 'unacked';
  return entry.availableAt === null ? 'ready' : 'delayed';
}

export function isExpired(entry: Entry, now: number): boolean {
  return entry.expiresAt !== null && entry.expiresAt <= now;
}

export function isClaimable(entry: Entry, now: number): boolean {
  return stateOf(entry) === 'ready' && !isExpired(entry, now);
}

/** Leases entries of any queues in the order given; neighbours that are alike share a run. */
export function leaseAsRuns(entries: readonly Entry[], owner: OwnerId, now: number): LeasedRun[] {
  const groups: Entry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && fitsRunOf(last[0], entry)) last.push(entry);
    else groups.push([entry]);
  }
  return groups.map((group) => leaseRun(group, owner, now));
}

/** The entries of one lease and alike, as the run that a delivery needs. */
export function runOf(first: Entry, lease: EntryLease, entries: readonly Entry[]): LeasedRun {
  return {
    queueId: first.queueId,
    runId: lease.runId,
    owner: lease.owner,
    attempts: first.attempts,
    redelivered: first.redelivered,
    priority: first.priority,
    durable: first.durable,
    expiresAt: first.expiresAt,
    deadFrom: first.deadFrom,
    messages: entries.map(({ seq, message }) => ({ seq, message })),
  };
}

function leaseRun(group: readonly Entry[], owner: OwnerId, now: number): LeasedRun {
  const first = group[0] as Entry;
  const lease: EntryLease = { owner, runId: first.seq, since: now };
  for (const entry of group) {
    entry.lease = lease;
    entry.availableAt = null;
  }
  return runOf(first, lease, group);
}

function fitsRunOf(first: Entry, entry: Entry): boolean {
  return (
    first.queueId === entry.queueId &&
    first.attempts === entry.attempts &&
    first.redelivered === entry.redelivered &&
    first.priority === entry.priority &&
    first.durable === entry.durable &&
    first.expiresAt === entry.expiresAt &&
    first.deadFrom === entry.deadFrom
  );
}
