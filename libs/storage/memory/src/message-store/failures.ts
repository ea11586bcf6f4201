import type { ErrorGroup, ErrorGroupQuery, FailureCount, Fingerprint, QueueId, Seq } from '@howdah/core';
import type { GroupAttempt, PeekedDeadLetter } from '@howdah/core';
import type { MemoryDatabase } from './memory-database.js';
import { peek } from './observe.js';

const hourMs = 60 * 60 * 1000;
const hoursShown = 24;

/** With the commit of the settlements. */
export function countFailures(database: MemoryDatabase, counts: readonly FailureCount[]): void {
  const now = database.now();
  for (const count of counts) {
    const known = database.errorGroups.get(count.failure.fingerprint);
    database.errorGroups.set(count.failure.fingerprint, added(known, count, now));
  }
}

function added(known: ErrorGroup | undefined, { failure, attempts, deaths, deadLetterQueueIds }: FailureCount, now: number) {
  const queueIds = new Set([...(known?.deadLetterQueueIds ?? []), ...deadLetterQueueIds]);
  const at = Math.floor(now / hourMs) * hourMs;
  const earlier = known?.hours.filter((hour) => hour.at !== at) ?? [];
  const current = known?.hours.find((hour) => hour.at === at);
  return {
    ...failure,
    firstAt: known?.firstAt ?? now,
    lastAt: now,
    attempts: (known?.attempts ?? 0) + attempts,
    deaths: (known?.deaths ?? 0) + deaths,
    deadLetterQueueIds: [...queueIds].sort((a, b) => a - b),
    hours: [...earlier, { at, attempts: (current?.attempts ?? 0) + attempts, deaths: (current?.deaths ?? 0) + deaths }],
  };
}

export function listErrorGroups(database: MemoryDatabase, query: ErrorGroupQuery): ErrorGroup[] {
  const { queueIds, since, onlyDeaths, after, limit } = query;
  return [...database.errorGroups.values()]
    .filter((group) => queueIds.includes(group.queueId) && group.lastAt >= since && (!onlyDeaths || group.deaths > 0))
    .filter((group) => after === null || lastSeenFirst(after, group) < 0)
    .sort(lastSeenFirst)
    .slice(0, limit)
    .map((group) => withRecentHours(group, database.now()));
}

export function findErrorGroup(database: MemoryDatabase, fingerprint: Fingerprint): ErrorGroup | null {
  const group = database.errorGroups.get(fingerprint);
  return group === undefined ? null : withRecentHours(group, database.now());
}

export function listGroupAttempts(
  database: MemoryDatabase,
  fingerprint: Fingerprint,
  { limit, before }: { readonly limit: number; readonly before: number },
): GroupAttempt[] {
  return database.attemptLog
    .map((attempt, position) => ({ ...attempt, position }))
    .filter((attempt) => attempt.fingerprint === fingerprint && attempt.position < before)
    .reverse()
    .slice(0, limit);
}

export function peekDeadLetters(
  database: MemoryDatabase,
  origin: QueueId,
  { limit, after }: { readonly limit: number; readonly after: Seq },
): PeekedDeadLetter[] {
  return [...database.entries()]
    .filter(({ deadFrom, seq }) => deadFrom === origin && seq > after)
    .sort((one, other) => one.seq - other.seq)
    .slice(0, limit)
    .map((entry) => ({ ...peek(entry), queueId: entry.queueId }));
}

type Place = Pick<ErrorGroup, 'lastAt' | 'fingerprint'>;

const lastSeenFirst = (one: Place, other: Place): number => other.lastAt - one.lastAt || other.fingerprint - one.fingerprint;

function withRecentHours(group: ErrorGroup, now: number): ErrorGroup {
  return { ...group, hours: group.hours.filter(({ at }) => at > now - hoursShown * hourMs) };
}
