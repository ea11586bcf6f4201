import { createAccess, type Access } from './access/access-control.js';
import {
  accessAudit,
  connectionAudit,
  failureAudit,
  lifeAudit,
  messageAudit,
  operationAudit,
  searchAudit,
  topologyAudit,
} from './audit/audit-tables.js';
import { createAuditVerbs } from './audit/audit-verbs.js';
import { whileActing } from './audit/acting.js';
import { audited } from './audit/audited.js';
import { Attention } from './attention/attention.js';
import type { Broker, FurtherCheck } from './broker-api.js';
import { CommitBarrier } from './deliver/commit-barrier.js';
import { createConnectionVerbs } from './connections/connection-verbs.js';
import { createClusterVerbs, noCluster } from './cluster/cluster-verbs.js';
import { Connections } from './connections/connections.js';
import { createConsumerVerbs, reviseConsumers } from './deliver/consume.js';
import { ConsumerRemovals } from './deliver/consumer-removals.js';
import { Pumps } from './deliver/pumps.js';
import { Queues } from './deliver/queues.js';
import { createReceiveVerbs } from './deliver/receive.js';
import { createExplainVerbs } from './explain/explain-verbs.js';
import { FailureBook } from './failures/failure-book.js';
import { createFailureVerbs } from './failures/failure-verbs.js';
import { checkHealth } from './health.js';
import { IntakeMover } from './intake/intake-mover.js';
import { HistoryKeeper } from './history/history-keeper.js';
import { createHistoryVerbs } from './history/history-verbs.js';
import { createLifeVerbs } from './life/life-verbs.js';
import { Lifecycle } from './lifecycle.js';
import { OperationRunner } from './operations/operation-runner.js';
import { createOperationVerbs } from './operations/operation-verbs.js';
import { LiveFeed } from './live/live-feed.js';
import { createLiveVerbs } from './live/live-verbs.js';
import { PictureBook } from './live/picture-book.js';
import type { AccessStore } from './ports/access-store.js';
import type { AuditStore } from './ports/audit-store.js';
import type { Clock } from './ports/clock.js';
import type { ClusterStore } from './ports/cluster-store.js';
import type { Log } from './ports/log.js';
import type { MessageStore } from './ports/message-store.js';
import type { PresenceStore } from './ports/presence-store.js';
import type { PasswordHasher } from './ports/password-hasher.js';
import type { TopologyStore } from './ports/topology-store.js';
import { PlanBook } from './publish/plan-book.js';
import { createPublishVerbs } from './publish/publish-verb.js';
import { WriteProgress } from './publish/write-progress.js';
import { ReplyAddresses } from './replies/reply-addresses.js';
import { ReplyInboxes } from './replies/reply-inboxes.js';
import { ReplyRoutes } from './replies/reply-routes.js';
import { createReplyVerbs } from './replies/reply-verbs.js';
import { Deliveries } from './settle/deliveries.js';
import { createSearchVerbs } from './search/search-verbs.js';
import { createSettleVerb } from './settle/settle-tokens.js';
import { SettlementBatch } from './settle/settlement-batch.js';
import { Settlements } from './settle/settlements.js';
import { zeroCounters } from './statistics/counters.js';
import { Snapshots } from './statistics/snapshots.js';
import { createObserveVerbs, createStatisticsVerbs } from './statistics/statistics-verbs.js';
import { Traffic } from './statistics/traffic.js';
import { QueueUse } from './topology/queue-use.js';
import { removeQueueById, removeQueuesOf } from './topology/remove-queue.js';
import { TopologyCache } from './topology/topology-cache.js';
import { createTopologyVerbs } from './topology/topology-verbs.js';
import { start, stop } from './start-stop.js';
import { ReplicationWatch } from './upkeep/replication-watch.js';
import { createDuties } from './upkeep/duties.js';
import { trimQueues } from './upkeep/trim.js';

export interface BrokerPorts {
  readonly messageStore: MessageStore;
  readonly topologyStore: TopologyStore;
  readonly accessStore: AccessStore & AuditStore;
  readonly presenceStore: PresenceStore;
  /** What the brokers run on. Default: nothing that could be told of. */
  readonly clusterStore?: ClusterStore;
  readonly passwordHasher: PasswordHasher;
  readonly clock: Clock;
  readonly log: Log;
  readonly options?: BrokerOptions;
}

export interface BrokerOptions {
  /** Largest message body in bytes; default 16 MiB, as RabbitMQ 4. */
  readonly maxBodyBytes?: number;
  /** Of persistent messages in queues that say nothing else. Default replicated: a commit waits for a standby, where there is one. */
  readonly durability?: 'local' | 'replicated';
  /** Further lines of its health, asked each time. Default none. */
  readonly healthChecks?: readonly FurtherCheck[];
}

/** Binds the verbs to their ports. What they do is theirs; nothing is decided here. */
export function createBroker(ports: BrokerPorts): Broker & Pick<Access, 'ensureAdministrator'> {
  const { messageStore: store, accessStore: audit, clock, log } = ports;
  const lifecycle = new Lifecycle();
  const counters = zeroCounters();
  const barrier = new CommitBarrier();
  const traffic = new Traffic();
  const progress = new WriteProgress(clock);

  const topology = new TopologyCache(ports.topologyStore);
  const access = createAccess({
    store: ports.accessStore,
    clock,
    hasher: ports.passwordHasher,
    vhostExists: (name) => topology.current.vhost(name) !== undefined,
  });
  const { authorizer } = access;
  const queues = new Queues(topology, traffic);
  const plans = new PlanBook(topology, traffic, ports.options?.durability ?? 'replicated');
  const replication = new ReplicationWatch(store, log);

  const pumps: Pumps = new Pumps(
    counters,
    (run, messages) => deliveries.giveBack(run, messages),
    (run) => deliveries.drop(run),
  );
  const batch = new SettlementBatch(store, clock, log, barrier, pumps);
  const settlements = new Settlements(queues, plans, clock, counters, new FailureBook(clock));
  const deliveries = new Deliveries(store, settlements, batch, counters, log);

  const presence = ports.presenceStore;
  const removal = { topology, store, presence, clock };
  const queueUse = new QueueUse(removal);
  const deleteQueuesOf = removeQueuesOf.bind(null, removal);
  const connections = new Connections({
    ...{ presence, log, deleteQueuesOf, owner: () => store.owner, now: () => clock.now() },
  });
  const addresses = new ReplyAddresses();

  const snapshots = new Snapshots(store.onReplica, presence, clock);
  const attention = new Attention({ ...{ store, snapshots, topology, queues, pumps, traffic, counters, clock } });

  const context = {
    ...{ attention, snapshots, historyKeeper: new HistoryKeeper({ store, traffic, snapshots, clock }) },
    ...{ store, clock, log, lifecycle, counters, barrier, progress, replication, traffic, topology, authorizer, queues, plans },
    ...{ pumps, batch, settlements, deliveries, watcher: pumps, presence, connections, addresses, queueUse },
    removals: new ConsumerRemovals(presence),
    replies: new ReplyRoutes(addresses, plans),
    deleteQueueById: removeQueueById.bind(null, removal),
    deleteQueuesOf,
    bodyBytesMax: ports.options?.maxBodyBytes ?? 16 * 1024 * 1024,
    giveBack: deliveries.giveBack.bind(deliveries),
    deadLetter: deliveries.deadLetter.bind(deliveries),
    async refresh() {
      await Promise.all([topology.refresh(), access.refresh()]);
    },
    revise: whenChanged(
      () => `${plans.version}/${authorizer.version}`,
      () => reviseConsumers(context),
    ),
  };
  const runner = new OperationRunner(context);
  const mover = new IntakeMover({ ...context, intake: store.intake });
  const duties = createDuties({ ...context, runner, mover });
  const hastenOperations = (): void => duties.operations.hasten(clock.now());
  const feed = new LiveFeed({ ...context, pictures: new PictureBook(context) });
  pumps.onReturned((queueIds) => trimQueues(context, queueIds));
  const inboxes = new ReplyInboxes(context);

  return {
    access: audited(audit, access.verbs, accessAudit, whileActing),
    ensureAdministrator: access.ensureAdministrator,
    audit: createAuditVerbs(audit, authorizer),
    cluster: createClusterVerbs({ ...context, clusterStore: ports.clusterStore ?? noCluster(clock) }),
    connections: audited(audit, createConnectionVerbs(context), connectionAudit),
    topology: audited(audit, createTopologyVerbs(context), topologyAudit, whileActing),
    messages: audited(
      audit,
      {
        ...createPublishVerbs(context),
        ...createReceiveVerbs(context),
        ...createObserveVerbs(context),
        settle: createSettleVerb(context),
      },
      messageAudit,
    ),
    consumers: createConsumerVerbs(context),
    operations: audited(audit, createOperationVerbs({ ...context, hastenOperations }), operationAudit),
    replies: createReplyVerbs({ ...context, inboxes }),
    statistics: createStatisticsVerbs(context),
    failures: audited(audit, createFailureVerbs(context), failureAudit),
    explain: createExplainVerbs(context),
    search: audited(audit, createSearchVerbs({ ...context, audit }), searchAudit),
    life: audited(audit, createLifeVerbs(context), lifeAudit),
    history: createHistoryVerbs(context),
    now: () => clock.now(),
    live: createLiveVerbs({ ...context, feed }),
    health: () => checkHealth(lifecycle, ports.topologyStore, replication, ports.options?.healthChecks),
    start: () => start({ ...context, access, duties, inboxes, runner }),
    stop: (limitMs) => stop({ ...context, duties, inboxes, runner }, limitMs),
  };
}

/** Calls only when the version has moved since the last time. */
function whenChanged(version: () => string, call: () => void): () => void {
  let last = '';
  return () => {
    const now = version();
    if (now !== last) call();
    last = now;
  };
}
