import type { Attempt, PeekedMessage } from '../../data/messages.js';

type Death = PeekedMessage['deaths'][number];

export type TimelineEvent =
  | { readonly kind: 'waits'; readonly at: string; readonly message: PeekedMessage }
  | { readonly kind: 'died'; readonly at: string; readonly death: Death }
  | { readonly kind: 'failed'; readonly at: string; readonly attempts: readonly Attempt[] }
  | { readonly kind: 'published'; readonly at: string; readonly exchange: string; readonly routingKey: string };

/** The life of a message, newest first; attempts that failed alike one after the other are one event. */
export function timelineOf(message: PeekedMessage, attempts: readonly Attempt[]): readonly TimelineEvent[] {
  const waits: TimelineEvent[] = message.availableAt === null ? [] : [{ kind: 'waits', at: message.availableAt, message }];
  const deaths = message.deaths.map<TimelineEvent>((death) => ({ kind: 'died', at: death.firstAt, death }));
  const failed = groupAlike(attempts).map<TimelineEvent>((group) => ({
    kind: 'failed',
    at: group.at(-1)!.endedAt,
    attempts: group,
  }));
  const past = [...deaths, ...failed].sort((one, other) => secondOf(other) - secondOf(one));
  return [...waits, ...past, { kind: 'published', at: message.publishedAt, ...firstAddress(message) }];
}

/** A death is told in whole seconds, and follows the attempt that it comes from. */
function secondOf({ at }: TimelineEvent): number {
  return Math.floor(Date.parse(at) / 1000);
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

/** A dead letter was published again, to its dead-letter exchange; its first death knows where it came in. */
function firstAddress({ deaths, exchange, routingKey }: PeekedMessage): { exchange: string; routingKey: string } {
  const first = deaths.at(-1);
  return first === undefined ? { exchange, routingKey } : { exchange: first.exchange, routingKey: first.routingKeys[0] ?? '' };
}
