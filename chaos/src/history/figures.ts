import type { Confirmed, Event } from './event.js';

/** When a plain client's writes succeeded, ms: what the database does by itself, for comparison. */
export interface WriteGap {
  readonly from: number;
  readonly to: number;
}

/** Of one round. Times in ms. */
export interface Figures {
  readonly confirmed: number;
  readonly delivered: number;
  /** Deliveries of messages that had been delivered before. */
  readonly redelivered: number;
  /** Publishes that a client gave up. */
  readonly failed: number;
  /** The longest time without a confirm for anybody. */
  readonly confirmGap: number;
  /** The longest time without a confirm for the client that had it worst. */
  readonly clientGap: number;
  /** The longest time without a write for a client that speaks to Postgres itself. */
  readonly databaseGap: number;
  /** From the first write after that gap to the next confirm; null when Postgres was never away for long. */
  readonly resume: number | null;
  /** From the fault to the last return of what a struck broker's consumers held; null when they held nothing. */
  readonly leaseReturn: number | null;
}

export interface Struck {
  /** When the fault began. */
  readonly at: number;
  /** Brokers whose process ended then. */
  readonly killed: readonly string[];
}

/** A shorter gap is no outage. */
const outageMsMin = 500;

export function figuresOf(history: readonly Event[], struck: Struck, gap: WriteGap): Figures {
  const confirms = history.filter((event) => event.type === 'confirmed');
  const clients = [...new Set(confirms.map(({ client }) => client))];
  const databaseGap = gap.to - gap.from;
  return {
    confirmed: confirms.length,
    delivered: count(history, 'delivered'),
    redelivered: redeliveries(history),
    failed: count(history, 'failed'),
    confirmGap: longestGap(confirms),
    clientGap: Math.max(0, ...clients.map((name) => longestGap(confirms.filter(({ client }) => client === name)))),
    databaseGap,
    resume: databaseGap < outageMsMin ? null : resumeAfter(confirms, gap.to),
    leaseReturn: leaseReturn(history, struck),
  };
}

const count = (history: readonly Event[], type: Event['type']): number => history.filter((event) => event.type === type).length;

function redeliveries(history: readonly Event[]): number {
  const deliveries = history.filter((event) => event.type === 'delivered');
  return deliveries.length - new Set(deliveries.map(({ queue, id }) => `${queue}\n${id}`)).size;
}

function longestGap(confirms: readonly Confirmed[]): number {
  return confirms.slice(1).reduce((longest, { at }, i) => Math.max(longest, at - confirms[i]!.at), 0);
}

function resumeAfter(confirms: readonly Confirmed[], writable: number): number | null {
  const next = confirms.find(({ at }) => at >= writable);
  return next === undefined ? null : next.at - writable;
}

/** What a killed broker's clients had in their hands comes to others; what they acknowledged may come, too, or not. */
function leaseReturn(history: readonly Event[], { at: struckAt, killed }: Struck): number | null {
  const held = new Set<string>();
  let last: number | null = null;
  for (const event of history) {
    if (event.type !== 'delivered') continue;
    const key = `${event.queue}\n${event.id}`;
    if (event.at < struckAt && killed.includes(event.broker)) held.add(key);
    else if (event.at >= struckAt && held.delete(key)) last = event.at - struckAt;
  }
  return last;
}
