import type { AttemptError, Death, DeathReason, Message } from '../message/message.js';
import type { Fingerprint } from '../ports/failure-store.js';

export interface NewDeath {
  readonly queue: string;
  readonly reason: DeathReason;
  readonly time: number;
  readonly routingKeys: readonly string[];
  readonly error: AttemptError | null;
  readonly fingerprint: Fingerprint;
}

/** The history with one more death: newest first, one entry for each queue and reason, which keeps its first time. */
export function addDeath(message: Message, death: NewDeath): readonly Death[] {
  const isSame = (entry: Death) => entry.queue === death.queue && entry.reason === death.reason;
  const earlier = message.deaths.find(isSame);
  const { expiration } = message.properties;
  const entry: Death = {
    queue: death.queue,
    reason: death.reason,
    count: (earlier?.count ?? 0) + 1,
    time: earlier?.time ?? death.time,
    exchange: message.exchange,
    routingKeys: death.routingKeys,
    ...(expiration === undefined ? {} : { originalExpiration: expiration }),
    ...(death.error === null ? {} : { error: death.error }),
    fingerprint: death.fingerprint,
  };
  return [entry, ...message.deaths.filter((other) => !isSame(other))];
}

/**
 * A message that already died in this queue may not come back to it, or it would go round for ever without anybody
 * taking it; a rejection in between means that somebody did. RabbitMQ has the same rule (its guide "Dead Letter Exchanges",
 * on cycles). `deaths` are newest first.
 */
export function closesCycle(deaths: readonly Death[], queue: string): boolean {
  const last = deaths.findIndex((death) => death.queue === queue);
  return last >= 0 && deaths.slice(0, last + 1).every((death) => death.reason !== 'rejected');
}
