import type { Attempt, PeekedMessage } from '../../data/messages.js';

type Death = PeekedMessage['deaths'][number];

export type TimelineEvent =
  | { readonly kind: 'waits'; readonly at: string; readonly message: PeekedMessage }
  | { readonly kind: 'died'; readonly at: string; readonly death: Death }
  | { readonly kind: 'failed'; readonly at: string; readonly attempts: readonly Attempt[] }
  | { readonly kind: 'published'; readonly at: string; readonly message: PeekedMessage };

/** The life of a message, newest first; attempts that failed alike one after the other are one event. */
export function timelineOf(message: PeekedMessage, attempts: readonly Attempt[]): readonly TimelineEvent[] {
  const waits: TimelineEvent[] = message.availableAt === null ? [] : [{ kind: 'waits', at: message.availableAt, message }];
  const deaths = message.deaths.map<TimelineEvent>((death) => ({ kind: 'died', at: death.firstAt, death }));
  const failed = groupAlike(attempts).map<TimelineEvent>((group) => ({
    kind: 'failed',
    at: group.at(-1)!.endedAt,
    attempts: group,
  }));
  const past = [...deaths, ...failed].sort((one, other) => (one.at < other.at ? 1 : -1));
  return [...waits, ...past, { kind: 'published', at: message.publishedAt, message }];
}

function groupAlike(attempts: readonly Attempt[]): readonly Attempt[][] {
  return attempts.reduce<Attempt[][]>((groups, attempt) => {
    const last = groups.at(-1);
    if (last !== undefined && isAlike(last[0]!, attempt)) last.push(attempt);
    else groups.push([attempt]);
    return groups;
  }, []);
}

function isAlike(one: Attempt, other: Attempt): boolean {
  return one.outcome === other.outcome && one.error?.name === other.error?.name && one.error?.message === other.error?.message;
}
