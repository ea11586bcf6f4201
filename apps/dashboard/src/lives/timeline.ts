import type { LifeEvent, MessageLife } from '../data/messages.js';

type Attempt = Extract<LifeEvent, { kind: 'attempt' }>;

export type TimelineEvent =
  | { readonly kind: 'waits'; readonly at: string; readonly attempts: number }
  /** Alike, one after the other in one queue. */
  | { readonly kind: 'attempts'; readonly at: string | null; readonly attempts: readonly Attempt[] }
  | Exclude<LifeEvent, { kind: 'attempt' }>;

export interface TimelineStep {
  readonly event: TimelineEvent;
  /** ms since the step before it; null where that is not known. */
  readonly afterMs: number | null;
}

/** The life of a message, newest first, beginning with what is to come. */
export function timelineOf({ copies, events }: Pick<MessageLife, 'copies' | 'events'>): readonly TimelineStep[] {
  const past = inOrder(events).reduce<TimelineEvent[]>(addAlike, []);
  const waits = copies.flatMap(({ availableAt, attempts }): TimelineEvent[] =>
    availableAt === null ? [] : [{ kind: 'waits', at: availableAt, attempts }],
  );
  const steps = [...past, ...waits].map((event, index, all) => ({ event, afterMs: between(all[index - 1], event) }));
  return steps.reverse();
}

/** A death is told in whole seconds, and follows the attempt that it comes from. */
function inOrder(events: readonly LifeEvent[]): readonly LifeEvent[] {
  let last = 0;
  const timed = events.map((event) => {
    const at = event.at === null ? last : Date.parse(event.at);
    last = event.kind === 'died' ? Math.floor(at / 1_000) * 1_000 + 999 : at;
    return { event, at: last };
  });
  return timed.sort((one, other) => one.at - other.at).map(({ event }) => event);
}

function addAlike(before: TimelineEvent[], event: LifeEvent): TimelineEvent[] {
  if (event.kind !== 'attempt') return [...before, event];
  const last = before.at(-1);
  const isLike = last?.kind === 'attempts' && isAlike(last.attempts[0]!, event);
  const attempts = isLike ? [...last.attempts, event] : [event];
  return [...(isLike ? before.slice(0, -1) : before), { kind: 'attempts', at: event.endedAt, attempts }];
}

function isAlike(one: Attempt, other: Attempt): boolean {
  if (one.queue !== other.queue || one.outcome !== other.outcome) return false;
  return one.error?.name === other.error?.name && one.error?.message === other.error?.message;
}

function between(before: TimelineEvent | undefined, after: TimelineEvent): number | null {
  const [from, to] = [before?.at ?? null, after.at];
  return from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from));
}
