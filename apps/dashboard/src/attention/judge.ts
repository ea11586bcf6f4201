import type { Consumer } from '../data/clients.js';
import type { Queue, QueueStatistics } from '../data/queues.js';
import type { Binding } from '../data/topology.js';

export type ClaimKind = 'no_consumers' | 'dead_letters' | 'slow';

/** One thing that is wrong with a queue: what, how much, since when. */
export interface Claim {
  readonly kind: ClaimKind;
  readonly queue: string;
  readonly count: number;
  /** Of the oldest message that waits. */
  readonly since: string | null;
}

interface Evidence {
  readonly statistics: readonly QueueStatistics[];
  readonly queues: readonly Queue[];
  readonly bindings: readonly Binding[];
  readonly consumers: readonly Consumer[];
  /** Of the broker, in ms since 1970. */
  readonly now: number;
}

/** A ready message that has waited so long although somebody consumes. */
const slowAfterMs = 60_000;

/** Worst first: not moving, failing, slow; of equals the one with more messages. */
const order: readonly ClaimKind[] = ['no_consumers', 'dead_letters', 'slow'];

/** What needs somebody now. Made from counts until the broker says so itself. */
export function judge({ statistics, queues, bindings, consumers, now }: Evidence): readonly Claim[] {
  const consumed = new Set(consumers.map(({ queue }) => queue));
  const collecting = deadLetterQueues(queues, bindings);
  const claims = statistics.flatMap((one) => claimsOf(one, consumed.has(one.queue), collecting.has(one.queue), now));
  return claims.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.count - a.count);
}

function claimsOf(one: QueueStatistics, isConsumed: boolean, collects: boolean, now: number): Claim[] {
  const { queue, ready, dead, outRate, oldestAt: since } = one;
  const claims: Claim[] = [];
  // Programs that receive over HTTP are no consumers; what leaves the queue shows that somebody takes.
  const isServed = isConsumed || outRate > 0;
  // A queue that collects dead letters waits for a person, not for a consumer.
  if (ready > 0 && !isServed && !collects) claims.push({ kind: 'no_consumers', queue, count: ready, since });
  if (dead > 0) claims.push({ kind: 'dead_letters', queue, count: dead, since: null });
  const isSlow = isServed && since !== null && now - Date.parse(since) > slowAfterMs;
  if (isSlow && !collects) claims.push({ kind: 'slow', queue, count: ready, since });
  return claims;
}

/** Queues that another one's dead letters go to, by its own arguments. */
function deadLetterQueues(queues: readonly Queue[], bindings: readonly Binding[]): ReadonlySet<string> {
  const targets = queues.flatMap((queue) => {
    const exchange = queue.arguments['x-dead-letter-exchange'];
    if (typeof exchange !== 'string') return [];
    const key = queue.arguments['x-dead-letter-routing-key'];
    if (exchange === '') return typeof key === 'string' ? [key] : [];
    const bound = bindings.filter(({ source, destinationKind }) => source === exchange && destinationKind === 'queue');
    return bound.map(({ destination }) => destination);
  });
  return new Set(targets);
}
