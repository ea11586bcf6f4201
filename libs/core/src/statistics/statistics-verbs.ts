import type { Attention } from '../attention/attention.js';
import { createAttentionVerb } from '../attention/attention-verb.js';
import type { Authorizer } from '../access/authorizer.js';
import { findMessage } from '../explain/find-message.js';
import type { MessageVerbs } from '../broker-api.js';
import type { BrokerCounters, NameRange, QueueStatistics, StatisticsVerbs } from './statistics-api.js';
import type { Pumps } from '../deliver/pumps.js';
import type { Queues } from '../deliver/queues.js';
import type { MessageStore } from '../ports/message-store.js';
import type { PresenceStore } from '../ports/presence-store.js';
import type { Queue } from '../topology/model.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import type { ReplicationWatch } from '../upkeep/replication-watch.js';
import { overviewOf } from './overview.js';
import { noMessages, withAhead } from './queue-figures.js';
import type { Snapshots } from './snapshots.js';
import type { Traffic } from './traffic.js';

export interface StatisticsContext {
  readonly store: MessageStore;
  readonly pumps: Pumps;
  readonly queues: Queues;
  readonly topology: TopologyCache;
  readonly authorizer: Authorizer;
  readonly presence: PresenceStore;
  readonly traffic: Traffic;
  readonly snapshots: Snapshots;
  readonly counters: BrokerCounters;
  readonly attention: Attention;
  readonly replication: ReplicationWatch;
}

export function createStatisticsVerbs(context: StatisticsContext): StatisticsVerbs {
  const { store, pumps, queues, authorizer, presence, traffic, snapshots, counters } = context;

  const statisticsOf = async (some: readonly Queue[]): Promise<QueueStatistics[]> => {
    if (some.length === 0) return [];
    const ids = some.map(({ id }) => id);
    const [counts, consumers] = await Promise.all([store.onReplica.countMessages(ids), presence.countConsumers(ids)]);
    const byId = new Map(counts.map(({ queueId, ...rest }) => [queueId, rest]));
    return some.map((queue, index) => {
      const { inRate, outRate } = traffic.of(queue.id);
      const stored = withAhead(byId.get(queue.id) ?? noMessages, pumps.aheadCount(queue.id));
      const pauses = queues.pausesOf(queue.id);
      return { queue, ...stored, pauses, consumers: consumers[index] ?? 0, inRate, outRate };
    });
  };

  return {
    replication: () => context.replication.status,

    async queue(session, vhost, name) {
      authorizer.requireRole(session, 'viewer');
      authorizer.requireVhost(session, vhost);
      const { queue } = await queues.find(vhost, name);
      const [statistics] = await statisticsOf([queue]);
      return statistics as QueueStatistics;
    },

    async queues(session, vhost, range) {
      authorizer.requireRole(session, 'viewer');
      authorizer.requireVhost(session, vhost);
      return statisticsOf(within(queues.inVhost(vhost), range));
    },

    async overview(session) {
      authorizer.requireRole(session, 'viewer');
      return overviewOf(await snapshots.latest(), context);
    },

    attention: createAttentionVerb(context),

    counters: () => ({ ...counters }),
  };
}

function within(all: readonly Queue[], { after, limit }: NameRange = { after: null, limit: Infinity }): Queue[] {
  return all
    .filter(({ name }) => after === null || name > after)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .slice(0, limit);
}

/** Looking at messages without taking them. */
export function createObserveVerbs({
  store,
  queues,
  authorizer,
}: StatisticsContext): Pick<MessageVerbs, 'peek' | 'getMessage' | 'listAttempts'> {
  return {
    async peek(session, vhost, name, options) {
      authorizer.authorizePeek(session, vhost, name);
      const { queue } = await queues.find(vhost, name);
      return store.onReplica.peekMessages(queue.id, options);
    },

    async getMessage(session, vhost, name, messageId) {
      authorizer.authorizePeek(session, vhost, name);
      const { queue } = await queues.find(vhost, name);
      return findMessage(store.onReplica, queue, messageId);
    },

    async listAttempts(session, vhost, name, messageId) {
      authorizer.authorizePeek(session, vhost, name);
      await queues.find(vhost, name);
      return store.onReplica.listAttempts(messageId);
    },
  };
}
