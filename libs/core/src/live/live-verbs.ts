import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import { reportOf } from '../attention/attention-verb.js';
import type { QueueStatistics } from '../statistics/statistics-api.js';
import { BrokerError, toBrokerError } from '../errors.js';
import type { QueueId } from '../ports/message-store.js';
import type { Operation } from '../ports/operation-store.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import { seenVhosts } from '../topology/sight.js';
import type { LiveEvent, LiveFilter, LiveListener, LiveMoment } from './live-events.js';
import type { Changes, FeedListener, FeedMoment, LiveFeed } from './live-feed.js';

/** Tells what changes as it changes. */
export interface LiveVerbs {
  /**
   * Calls at once with what the filter asks for, or with what has changed behind the moment `after` where that is still known, then each
   * second until the returned function is called. For viewers; ends when the session loses that right. access_refused, vhost_not_found,
   * queue_not_found, limit_exceeded
   */
  watch(session: Session, filter: LiveFilter, after: string | null, listener: LiveListener): Promise<() => void>;
  /** Open on this broker. */
  streamCount(): number;
}

export interface LiveContext {
  readonly feed: LiveFeed;
  readonly topology: TopologyCache;
  readonly authorizer: Authorizer;
}

const streamsMax = 1_000;

export function createLiveVerbs(context: LiveContext): LiveVerbs {
  const { feed, authorizer, topology } = context;
  return {
    streamCount: () => feed.size,

    async watch(session, filter, after, listener) {
      authorizer.requireRole(session, 'viewer');
      await requireScope(context, session, filter);
      if (feed.size >= streamsMax)
        throw new BrokerError('limit_exceeded', `${streamsMax} streams are open on this broker, and it opens no more`, {
          remedy: 'Close some, or connect to another broker.',
        });
      const view = new View(session, filter, { feed, authorizer, topology });
      const first = view.first(await feed.current(), after);
      const own: FeedListener = {
        moment(moment) {
          try {
            listener.tell(view.next(moment));
          } catch (thrown) {
            own.ended(toBrokerError(thrown));
          }
        },
        ended(reason) {
          feed.remove(own);
          listener.ended(reason);
        },
      };
      feed.add(own);
      listener.tell(first);
      return () => feed.remove(own);
    },
  };
}

async function requireScope(
  { authorizer, topology }: LiveContext,
  session: Session,
  { vhost, queue }: LiveFilter,
): Promise<void> {
  if (vhost === null) return;
  authorizer.requireVhost(session, vhost);
  await topology.find((current) =>
    queue === null ? current.requireVhost(vhost) : current.requireVhost(vhost).requireQueue(queue),
  );
}

/** What one stream sees, and where it is. */
class View {
  #assessedAt = 0;

  constructor(
    private readonly session: Session,
    private readonly filter: LiveFilter,
    private readonly context: LiveContext,
  ) {}

  first(moment: FeedMoment, after: string | null): LiveMoment {
    const [epoch, number] = (after ?? '').split('-');
    const changed = epoch === this.context.feed.epoch ? this.context.feed.changedSince(Number(number)) : null;
    if (changed !== null) this.#assessedAt = Number(number);
    return this.#tell(moment, changed);
  }

  /** access_refused when it may not see this any more. */
  next(moment: FeedMoment): LiveMoment {
    this.context.authorizer.requireRole(this.session, 'viewer');
    return this.#tell(moment, moment.changed);
  }

  /** `changed` is null: everything is news. */
  #tell(moment: FeedMoment, changed: Changes | null): LiveMoment {
    const { authorizer, topology, feed } = this.context;
    const seen = seenVhosts({ authorizer, topology }, this.session);
    const events: LiveEvent[] = [];
    if (this.#wants('attention') && moment.assessedAt > this.#assessedAt)
      events.push({ topic: 'attention', report: reportOf(topology, seen, moment.assessment) });
    if (this.#wants('queues')) {
      const queues = this.#queuesOf(moment, changed?.queues ?? null, seen);
      if (changed === null || queues.length > 0)
        events.push({ topic: 'queues', at: moment.at, isComplete: changed === null, queues });
    }
    if (this.#wants('operations')) {
      const operations = this.#operationsOf(moment, changed, seen);
      if (changed === null || operations.length > 0)
        events.push({ topic: 'operations', at: moment.at, isComplete: changed === null, operations });
    }
    if (this.#wants('overview')) events.push({ topic: 'overview', at: moment.at, overview: moment.overview });
    this.#assessedAt = moment.number;
    return { id: `${feed.epoch}-${moment.number}`, events };
  }

  #wants(topic: LiveFilter['topics'][number]): boolean {
    return this.filter.topics.includes(topic);
  }

  #operationsOf({ operations }: FeedMoment, changed: Changes | null, seen: ReadonlySet<string>): readonly Operation[] {
    return operations.filter(
      ({ id, vhost, queue }) =>
        seen.has(vhost) &&
        (this.filter.vhost ?? vhost) === vhost &&
        (this.filter.queue ?? queue) === queue &&
        (changed === null || changed.operations.has(id)),
    );
  }

  #queuesOf({ queues }: FeedMoment, changed: ReadonlySet<QueueId> | null, seen: ReadonlySet<string>): readonly QueueStatistics[] {
    const { vhost, queue: name } = this.filter;
    const { current } = this.context.topology;
    const wanted = changed === null ? [...queues.keys()] : [...changed];
    return wanted.flatMap((id) => {
      const queue = current.queueById(id);
      if (queue === undefined || !seen.has(queue.vhost)) return [];
      if ((vhost ?? queue.vhost) !== queue.vhost || (name ?? queue.name) !== queue.name) return [];
      return queues.get(id) ?? { queue, ...nothing, pauses: current.pauses.of(id) };
    });
  }
}

/** Of a queue that has just become empty and still. */
const nothing = {
  ...{ ready: 0, unacked: 0, delayed: 0, dead: 0, deadLetters: 0, oldestAt: null },
  ...{ consumers: 0, inRate: 0, outRate: 0 },
};
