import { emptyTable, type FieldTable } from '../message/field-table.js';
import type { Properties } from '../message/properties.js';
import type { Durability, LengthLimit, Placement } from '../ports/message-store.js';
import type { QueueTraffic } from '../statistics/traffic.js';
import type { Exchange, Pause, Queue } from '../topology/model.js';
import type { QueueSettings } from '../topology/queue-settings.js';

/** A queue that a route leads to, with what publishing to it needs at hand. */
export interface RouteTarget {
  readonly queue: Queue;
  readonly settings: QueueSettings;
  readonly traffic: QueueTraffic;
  /** Of publishing; null: there is none. */
  readonly pause: Pause | null;
}

/** Where the messages of one route go; made once and used for every message until the topology changes. */
export class RoutePlan {
  readonly queueNames: readonly string[];
  /** Of persistent messages, and of the others. */
  readonly #persistent: Durability;
  readonly #other: Durability;
  /** Where publishing is paused; the first one. */
  readonly pausedTarget: RouteTarget | null;
  /** Some queue has a limit of its length. */
  readonly isLimited: boolean;
  readonly #limits: readonly (LengthLimit | null)[];
  /** Shared by all messages that wait nowhere in a special way; null when a queue has a TTL. */
  readonly #plain: readonly Placement[] | null;
  readonly #hasPriorities: boolean;

  /** `byDefault` is the durability of persistent messages of a queue that says nothing else. */
  constructor(
    readonly targets: readonly RouteTarget[],
    byDefault: Durability,
  ) {
    this.queueNames = targets.map(({ queue }) => queue.name);
    this.#persistent = strongest(targets.map((target) => durabilityAt(target, true, byDefault)));
    this.#other = strongest(targets.map((target) => durabilityAt(target, false, byDefault)));
    this.#hasPriorities = targets.some(({ settings }) => settings.maxPriority > 0);
    this.#limits = targets.map(({ settings }) => lengthLimit(settings));
    this.pausedTarget = targets.find(({ pause }) => pause !== null) ?? null;
    this.isLimited = this.#limits.some((limit) => limit !== null);
    const hasTtl = targets.some(({ settings }) => settings.messageTtlMs !== null);
    this.#plain = hasTtl ? null : this.#placeEach(0, null, 0, 0);
  }

  /** The strongest that one of the queues asks for: a message is stored once. */
  durabilityOf(deliveryMode: number | undefined): Durability {
    return deliveryMode === 2 ? this.#persistent : this.#other;
  }

  /** How a message waits: its priority (0 to 255), its own time to live, its delay, all from `publishedAt` (ms since 1970) on. */
  placements(priority: number, ttlMs: number | null, delayMs: number, publishedAt: number): readonly Placement[] {
    const isPlain = ttlMs === null && delayMs === 0 && (priority === 0 || !this.#hasPriorities);
    return isPlain && this.#plain !== null ? this.#plain : this.#placeEach(priority, ttlMs, delayMs, publishedAt);
  }

  #placeEach(priority: number, ttlMs: number | null, delayMs: number, publishedAt: number): Placement[] {
    return this.targets.map(({ queue, settings }, index) => ({
      queueId: queue.id,
      priority: Math.min(priority, settings.maxPriority),
      availableAt: delayMs === 0 ? null : publishedAt + delayMs,
      expiresAt: expiryOf(settings.messageTtlMs, ttlMs, publishedAt),
      deadFrom: null,
      limit: this.#limits[index]!,
    }));
  }
}

function durabilityAt({ queue, settings }: RouteTarget, isPersistent: boolean, byDefault: Durability): Durability {
  if (!queue.durable) return 'transient';
  return settings.durability ?? (isPersistent || settings.type === 'quorum' ? byDefault : 'transient');
}

const byStrength: readonly Durability[] = ['replicated', 'local', 'transient'];
const strongest = (all: readonly Durability[]): Durability => byStrength.find((one) => all.includes(one)) ?? 'transient';

/** Null: it takes any number. */
export function lengthLimit({ maxLength, maxLengthBytes, overflow }: QueueSettings): LengthLimit | null {
  if (maxLength === null && maxLengthBytes === null) return null;
  return { messages: maxLength, bytes: maxLengthBytes, overflow: overflow === 'drop-head' ? 'drop-head' : 'reject' };
}

function expiryOf(queueTtlMs: number | null, messageTtlMs: number | null, publishedAt: number): number | null {
  const ttlMs = Math.min(queueTtlMs ?? Infinity, messageTtlMs ?? Infinity);
  if (ttlMs === Infinity) return null;
  // Whoever is not given it at once never gets it: past on every clock, as the database's differs from ours by some ms.
  return ttlMs === 0 ? 0 : publishedAt + ttlMs;
}

/** Works out a plan. */
export type Plan = (routingKeys: readonly string[], headers: FieldTable) => RoutePlan;

const plansMax = 4_096;

/** The plans of one exchange, by routing key. Lives as long as one version of the topology. */
export class ExchangePlans {
  readonly #plans = new Map<string, RoutePlan>();
  #lastKey: string | null = null;
  #lastPlan: RoutePlan | null = null;

  constructor(
    readonly exchange: Exchange,
    /** Some exchange on the way routes by headers: the routing key does not decide alone. */
    readonly readsHeaders: boolean,
    private readonly plan: Plan,
  ) {}

  /** For a message whose headers take no part in routing. */
  byKey(routingKey: string): RoutePlan {
    if (routingKey === this.#lastKey && this.#lastPlan !== null) return this.#lastPlan;
    const plan = this.#plans.get(routingKey) ?? this.#remember(routingKey);
    this.#lastKey = routingKey;
    this.#lastPlan = plan;
    return plan;
  }

  /** For any message; `extraKeys` come with its headers. */
  of(routingKey: string, extraKeys: readonly string[] | null, properties: Properties): RoutePlan {
    if (extraKeys === null && !(this.readsHeaders && properties.hasHeaders)) return this.byKey(routingKey);
    return this.plan(extraKeys === null ? [routingKey] : [routingKey, ...extraKeys], properties.headers);
  }

  #remember(routingKey: string): RoutePlan {
    // Keys without end (a fresh one for each message) must not fill the memory.
    if (this.#plans.size >= plansMax) this.#plans.clear();
    const plan = this.plan([routingKey], emptyTable);
    this.#plans.set(routingKey, plan);
    return plan;
  }
}
