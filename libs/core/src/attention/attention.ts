import type { BrokerCounters } from '../statistics/statistics-api.js';
import type { Pumps } from '../deliver/pumps.js';
import type { Queues } from '../deliver/queues.js';
import type { Clock } from '../ports/clock.js';
import type { ErrorGroup } from '../ports/failure-store.js';
import type { MessageStore, QueueCounts, QueueId } from '../ports/message-store.js';
import { flatMapInTurns } from '../reads/in-turns.js';
import { SharedLook, type LookPace } from '../reads/shared-look.js';
import type { Snapshots } from '../statistics/snapshots.js';
import { noMessages } from '../statistics/queue-figures.js';
import type { Traffic } from '../statistics/traffic.js';
import type { TopologyCache } from '../topology/topology-cache.js';
import { harms, type Finding, type Symptom } from './finding.js';
import { findRefused } from './refused-publications.js';
import { oldestHeldByQueue } from './oldest-held.js';
import { queueRules, type QueueFacts } from './rules.js';
import { UnroutableWatch } from './unroutable-watch.js';

export interface AttentionContext {
  readonly store: MessageStore;
  readonly snapshots: Snapshots;
  readonly topology: TopologyCache;
  readonly queues: Queues;
  readonly pumps: Pumps;
  readonly traffic: Traffic;
  readonly counters: BrokerCounters;
  readonly clock: Clock;
}

/** Everything that is found, worst first, at one instant. */
export interface Assessment {
  /** ms since 1970. */
  readonly at: number;
  readonly findings: readonly Finding[];
}

/** No more than one tenth of the time goes there, as long as an assessment takes up to 200 ms. */
const pace: LookPace = { soonest: 950, latest: 2_000, share: 10 };
/** Failures count for so long after the last one. */
const failingMs = 15 * 60_000;
const groupsMax = 1_000;

/** Knows what is wrong now. Four reads of the store, whatever the number of queues. */
export class Attention {
  readonly #look: SharedLook<Assessment>;
  /** When each finding was first seen; those that are no more are forgotten. */
  #since = new Map<string, number>();
  readonly #unroutable: UnroutableWatch;

  constructor(private readonly context: AttentionContext) {
    this.#unroutable = new UnroutableWatch(context.counters);
    this.#look = new SharedLook((now) => this.#assess(now), pace, context.clock);
  }

  /** At most 2 s old. */
  assess(): Promise<Assessment> {
    return this.#look.latest();
  }

  async #assess(now: number): Promise<Assessment> {
    const [facts, refused] = await Promise.all([gather(this.context, now), findRefused(this.context.store.intake)]);
    const found = await flatMapInTurns(facts, (one) =>
      queueRules.flatMap((rule) => rule(one) ?? []).map((symptom) => ({ symptom, ...one.queue })),
    );
    const ofBroker = [refused, this.#unroutable.look(now)].filter((symptom) => symptom !== null);
    const all = [...found, ...ofBroker.map((symptom) => ({ symptom, vhost: null, name: null }))].sort((one, other) =>
      worse(one.symptom, other.symptom),
    );
    return { at: now, findings: await this.#date(all, now) };
  }

  #date(all: readonly { symptom: Symptom; vhost: string | null; name: string | null }[], now: number): Promise<Finding[]> {
    const before = this.#since;
    this.#since = new Map();
    return flatMapInTurns(all, ({ symptom: { weight: _, ...symptom }, vhost, name }) => {
      const key = JSON.stringify([symptom.code, vhost, name]);
      const since = before.get(key) ?? now;
      this.#since.set(key, since);
      return { ...symptom, vhost, queue: name, since };
    });
  }
}

function worse(one: Symptom, other: Symptom): number {
  return harms.indexOf(one.harm) - harms.indexOf(other.harm) || other.weight - one.weight;
}

type NamedFacts = QueueFacts & { readonly queue: { readonly vhost: string; readonly name: string } };

/** Of the queues that hold messages or in which something failed lately: nothing can be wrong with the others. */
async function gather(context: AttentionContext, now: number): Promise<NamedFacts[]> {
  const { store, snapshots, topology, queues, pumps, traffic } = context;
  const known = topology.current.state.queues.map(({ id }) => id);
  const [{ counts, consumers }, groups] = await Promise.all([
    snapshots.latest(),
    store.onReplica.listErrorGroups({
      queueIds: known,
      since: now - failingMs,
      onlyDeaths: false,
      limit: groupsMax,
      after: null,
    }),
  ]);
  const groupsOf = byQueue(groups);
  const heldOf = oldestHeldByQueue(pumps);
  return flatMapInTurns([...new Set([...counts.keys(), ...groupsOf.keys()])], (queueId) => {
    const origin = queues.byId(queueId);
    if (origin === null) return [];
    const { vhost, name } = origin.queue;
    return {
      ...{ now, queue: { vhost, name }, settings: origin.settings, counts: counts.get(queueId) ?? empty(queueId) },
      ...{ consumers: consumers.get(queueId) ?? 0, movesOut: traffic.of(queueId).movesOut },
      ...{
        oldestHeld: heldOf.get(queueId) ?? null,
        groups: groupsOf.get(queueId) ?? [],
        isPaused: context.queues.isDeliveryPaused(queueId),
      },
    };
  });
}

function empty(queueId: QueueId): QueueCounts {
  return { queueId, ...noMessages };
}

function byQueue(groups: readonly ErrorGroup[]): Map<QueueId, ErrorGroup[]> {
  const found = new Map<QueueId, ErrorGroup[]>();
  for (const group of groups) found.set(group.queueId, [...(found.get(group.queueId) ?? []), group]);
  return found;
}
