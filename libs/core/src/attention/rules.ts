import type { ErrorGroup } from '../ports/failure-store.js';
import type { QueueCounts } from '../ports/message-store.js';
import type { QueueSettings } from '../topology/queue-settings.js';
import type { Symptom } from './finding.js';

/** A queue as it is now. */
export interface QueueFacts {
  readonly now: number;
  readonly counts: QueueCounts;
  readonly settings: Pick<QueueSettings, 'deadLetterExchange' | 'maxLength' | 'overflow'>;
  /** On all brokers. */
  readonly consumers: number;
  /** Consumers or receivers were given messages through this broker, a second or two ago. */
  readonly movesOut: boolean;
  /** On this broker; null: nobody holds a message. */
  readonly oldestHeld: { readonly consumer: string; readonly since: number } | null;
  /** Those in which something failed lately. */
  readonly groups: readonly ErrorGroup[];
  /** Somebody has stopped deliveries on purpose. */
  readonly isPaused: boolean;
}

/** From when on something counts; ms. */
const thresholds = {
  /** A message that waits this long without a consumer is not just between two. */
  waitingMs: 2_000,
  stuckMs: 60_000,
  oldMs: 5 * 60_000,
  /** Failed attempts in the last hour or two. */
  retryStorm: 20,
};

type Rule = (facts: QueueFacts) => Symptom | null;

/** Those that are not dead letters: nobody is expected to consume these. */
const waiting = ({ counts }: QueueFacts): number => counts.ready - counts.deadLetters;

const hasWaited = ({ counts, now }: QueueFacts, ms: number): boolean => counts.oldestAt !== null && now - counts.oldestAt >= ms;

const discarded: Rule = ({ groups, settings }) => {
  const lost = settings.deadLetterExchange === null ? groups.filter((group) => recent(group).deaths > 0) : [];
  return failing(lost, (evidence) => ({
    ...{ harm: 'data_at_risk', code: 'messages_discarded', weight: evidence.deaths, evidence },
    remedy: 'Set a dead-letter exchange for the queue, by argument or policy: what dies here now is gone.',
  }));
};

const full: Rule = ({ counts, settings: { maxLength, overflow } }) =>
  maxLength === null || overflow === 'drop-head' || counts.ready < maxLength
    ? null
    : {
        ...{ harm: 'data_at_risk', code: 'queue_full', weight: counts.ready },
        evidence: { ready: counts.ready, limit: maxLength },
        remedy: 'Add consumers or raise x-max-length: publishers are being refused.',
      };

const unconsumed: Rule = (facts) => {
  const { counts, consumers, movesOut, isPaused } = facts;
  const isServed = consumers > 0 || movesOut || counts.unacked > 0 || isPaused;
  if (isServed || waiting(facts) <= 0 || !hasWaited(facts, thresholds.waitingMs)) return null;
  return {
    ...{ harm: 'not_moving', code: 'no_consumers', weight: counts.ready },
    evidence: { ready: counts.ready, consumers, ...oldest(facts) },
    remedy: 'Start a consumer of the queue, or delete the queue if nobody needs it.',
  };
};

const stuck: Rule = ({ now, counts, consumers, movesOut, oldestHeld, isPaused }) => {
  if (oldestHeld === null || movesOut || isPaused || now - oldestHeld.since < thresholds.stuckMs) return null;
  return {
    ...{ harm: 'not_moving', code: 'stuck', weight: counts.ready + counts.unacked },
    evidence: {
      ...{ ready: counts.ready, unacked: counts.unacked, consumers },
      ...{ consumer: oldestHeld.consumer, heldSince: oldestHeld.since },
    },
    remedy: 'See what the consumer is doing; closing its connection gives back what it holds.',
  };
};

const dying: Rule = ({ groups, settings }) =>
  failing(settings.deadLetterExchange === null ? [] : groups.filter((group) => recent(group).deaths > 0), (evidence) => ({
    ...{ harm: 'failing', code: 'dead_letters', weight: evidence.deaths, evidence },
    remedy: 'Look at the error group, mend its cause, then redrive the dead letters.',
  }));

const retrying: Rule = ({ groups }) => {
  const total = groups.reduce((sum, group) => sum + recent(group).attempts, 0);
  if (total < thresholds.retryStorm || groups.some((group) => recent(group).deaths > 0)) return null;
  return failing(groups, (evidence) => ({
    ...{ harm: 'failing', code: 'retry_storm', weight: evidence.attempts, evidence },
    remedy: 'Look at the error group; a backoff (x-retry-backoff) and a delivery limit keep retries from piling up.',
  }));
};

const slow: Rule = (facts) => {
  const { counts, consumers, isPaused } = facts;
  if (consumers === 0 || isPaused || waiting(facts) <= 0 || !hasWaited(facts, thresholds.oldMs)) return null;
  return {
    ...{ harm: 'slow', code: 'old_messages', weight: facts.now - (counts.oldestAt ?? facts.now) },
    evidence: { ready: counts.ready, consumers, ...oldest(facts) },
    remedy: 'Add consumers, or raise their prefetch.',
  };
};

/** What can be wrong with a queue. Several may be at once. */
export const queueRules: readonly Rule[] = [discarded, full, unconsumed, stuck, dying, retrying, slow];

const oldest = ({ counts: { oldestAt } }: QueueFacts) => (oldestAt === null ? {} : { oldestAt });

const hourMs = 60 * 60 * 1000;

/** In this hour by the clock and the one before. */
function recent({ hours, lastAt }: ErrorGroup): { attempts: number; deaths: number } {
  const since = lastAt - hourMs - (lastAt % hourMs);
  const counted = hours.filter(({ at }) => at >= since);
  const sum = (name: 'attempts' | 'deaths') => counted.reduce((total, hour) => total + hour[name], 0);
  return { attempts: sum('attempts'), deaths: sum('deaths') };
}

interface FailureEvidence {
  readonly attempts: number;
  readonly deaths: number;
  readonly errorGroup: number;
  readonly errorName: string;
}

/** Of all the groups together; the largest one gives the name. */
function failing(groups: readonly ErrorGroup[], tell: (evidence: FailureEvidence) => Symptom): Symptom | null {
  const counted = groups
    .map((group) => ({ group, ...recent(group) }))
    .sort((a, b) => b.deaths - a.deaths || b.attempts - a.attempts);
  const [largest] = counted;
  if (largest === undefined) return null;
  return tell({
    attempts: counted.reduce((total, { attempts }) => total + attempts, 0),
    deaths: counted.reduce((total, { deaths }) => total + deaths, 0),
    errorGroup: largest.group.fingerprint,
    errorName: largest.group.errorName,
  });
}
