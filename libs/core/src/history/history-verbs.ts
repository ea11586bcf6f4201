import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import type { Queues } from '../deliver/queues.js';
import { BrokerError } from '../errors.js';
import type { Clock } from '../ports/clock.js';
import { historyKeptMs, resolutions, type HistoryPoint, type Resolution } from '../ports/history-store.js';
import type { MessageStore, QueueId } from '../ports/message-store.js';

export interface AskedRange {
  /** ms since 1970; default a quarter of an hour before `to`. */
  readonly from?: number;
  /** Default now. */
  readonly to?: number;
  /** Seconds; default the finest one that reaches back to `from` and makes no more than about a thousand points. */
  readonly resolution?: Resolution;
}

export interface History {
  readonly resolution: Resolution;
  readonly from: number;
  readonly to: number;
  readonly points: readonly HistoryPoint[];
}

/** The past in figures. For viewers. */
export interface HistoryVerbs {
  /** All queues together. invalid_argument */
  overview(session: Session, range: AskedRange): Promise<History>;
  /** invalid_argument, queue_not_found */
  queue(session: Session, vhost: string, queue: string, range: AskedRange): Promise<History>;
}

export interface HistoryContext {
  readonly store: MessageStore;
  readonly queues: Queues;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
}

export function createHistoryVerbs({ store, queues, authorizer, clock }: HistoryContext): HistoryVerbs {
  const read = async (queueId: QueueId | null, asked: AskedRange): Promise<History> => {
    const range = settle(asked, clock.now());
    return { ...range, points: await store.onReplica.readHistory({ ...range, queueId }) };
  };
  return {
    async overview(session, range) {
      authorizer.requireRole(session, 'viewer');
      return read(null, range);
    },

    async queue(session, vhost, name, range) {
      authorizer.requireRole(session, 'viewer');
      authorizer.requireVhost(session, vhost);
      const { queue } = await queues.find(vhost, name);
      return read(queue.id, range);
    },
  };
}

const defaultMs = 15 * 60_000;
const pointsWanted = 1_000;

function settle({ to: askedTo, from: askedFrom, resolution: asked }: AskedRange, now: number): Omit<History, 'points'> {
  const to = askedTo ?? now;
  const from = askedFrom ?? to - defaultMs;
  if (from >= to)
    throw new BrokerError('invalid_argument', `the range ends at ${iso(to)}, not after it begins at ${iso(from)}`, {
      remedy: 'Give a range that begins before it ends.',
      details: { argument: 'from', found: iso(from) },
    });
  const resolution = asked ?? resolutions.find((one) => reaches(one, from, to, now)) ?? 60;
  return { resolution, from: Math.max(from, now - historyKeptMs[60]), to: Math.min(to, now) };
}

/** With a little to spare: the default range ends now. */
function reaches(resolution: Resolution, from: number, to: number, now: number): boolean {
  return now - from <= historyKeptMs[resolution] + 1_000 && to - from <= pointsWanted * resolution * 1_000;
}

const iso = (ms: number): string => new Date(ms).toISOString();
