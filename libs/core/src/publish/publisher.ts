import type { Session } from '../access/session.js';
import type { Authorizer, TopicCheck } from '../access/authorizer.js';
import type { Publication, PublishReceipt, Publisher } from '../broker-api.js';
import { toBrokerError, type BrokerError } from '../errors.js';
import type { Death, Message } from '../message/message.js';
import type { Clock } from '../ports/clock.js';
import type { MessageStore } from '../ports/message-store.js';
import type { Lifecycle } from '../lifecycle.js';
import { exchangeNotFound } from '../topology/resource.js';
import { checkDelay, checkSize, checkUserId, isInternal, isPaused } from './checks.js';
import { parseExpiration } from './expiration.js';
import { extraRoutingKeys, hiddenRoutingKeys, mayHaveExtraKeys, withoutBcc } from './extra-routing-keys.js';
import type { PlanBook } from './plan-book.js';
import { PublishRequest, type PublishAccounts } from './publish-request.js';
import type { ReplyRoutes } from '../replies/reply-routes.js';
import type { ExchangePlans, RoutePlan } from './route-plan.js';
import { commitTransaction, type CommitContext, type Published, type Settled } from './commit-transaction.js';

export interface PublishContext extends PublishAccounts, CommitContext {
  readonly replies: ReplyRoutes;
  readonly store: MessageStore;
  readonly plans: PlanBook;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly lifecycle: Lifecycle;
  readonly bodyBytesMax: number;
}

type Item = Omit<Publication, 'vhost'>;

/** What a publisher may publish to. */
interface Allowed {
  readonly plans: ExchangePlans;
  /** Null: with any routing key. */
  readonly topicCheck: TopicCheck | null;
}

interface Admitted {
  readonly plans: ExchangePlans;
  readonly ttlMs: number | null;
  readonly extraKeys: readonly string[] | null;
}

const noQueues: readonly string[] = Object.freeze([]);
const neverDied: readonly Death[] = Object.freeze([]);

/** One publisher's messages, in order. Remembers what it may publish to until the topology or the permissions change. */
export class OrderedPublisher implements Publisher {
  readonly #allowed = new Map<string, Allowed>();
  #topologyVersion = -1;
  #accessVersion = -1;
  #lastExchange: string | null = null;
  #last: Allowed | null = null;
  /** While the topology is read again for an exchange that is unknown here, what comes later waits behind it. */
  #waiting: { readonly item: Item; readonly receipt: PublishReceipt }[] | null = null;

  constructor(
    private readonly context: PublishContext,
    private readonly session: Session,
    private readonly vhost: string,
    readonly lane: number,
  ) {}

  publish(item: Item, receipt: PublishReceipt): void | Promise<void> {
    if (this.#waiting !== null) {
      this.#waiting.push({ item, receipt });
      return;
    }
    try {
      const request = this.prepare(item, receipt);
      if (request !== null) this.context.store.insertMessage(request);
    } catch (thrown) {
      return this.#fail(toBrokerError(thrown), item, receipt);
    }
  }

  async check(item: Item): Promise<void> {
    if (this.context.plans.ofExchange(this.vhost, item.exchange) === null) await this.context.plans.refresh();
    this.#admitItem(item);
  }

  commit(publications: readonly Published[], settlements: readonly Settled[]): Promise<void> {
    return commitTransaction(this.context, this, publications, settlements);
  }

  /** Checked and routed; null when no queue wants it, and the receipt is told. Whoever takes the request tells it how it ended. */
  prepare(item: Item, receipt: PublishReceipt): PublishRequest | null {
    const { context } = this;
    const { exchange, routingKey, properties, body, delayMs = 0 } = item;
    const { plans, ttlMs, extraKeys } = this.#admitItem(item);
    const publishedAt = context.clock.now();
    const hidden = extraKeys === null ? null : hiddenRoutingKeys(properties.headers);
    const message: Message = {
      exchange,
      routingKey,
      properties: hidden === null ? properties : withoutBcc(properties),
      body,
      publishedAt,
      deaths: neverDied,
      hiddenRoutingKeys: hidden ?? undefined,
      id: undefined,
    };
    const plan = this.#orReply(plans.of(routingKey, extraKeys, properties), message, receipt);
    if (plan === null) return null;
    if (plan.pausedTarget !== null) throw isPaused(plan.pausedTarget);
    const placements = plan.placements(properties.priority ?? 0, ttlMs, delayMs, publishedAt);
    return new PublishRequest(message, plan.durabilityOf(properties.deliveryMode), placements, this.lane, plan, receipt, context);
  }

  /** Refuses what may not be published. */
  #admitItem({ exchange, routingKey, properties, body, delayMs = 0 }: Item): Admitted {
    const { context } = this;
    context.lifecycle.requireServing();
    checkSize(body.length, context.bodyBytesMax);
    const { plans, topicCheck } = this.#allowedOf(exchange);
    const ttlMs = properties.expiration === undefined ? null : parseExpiration(properties.expiration);
    if (delayMs !== 0) checkDelay(delayMs);
    const extraKeys = mayHaveExtraKeys(properties) ? extraRoutingKeys(properties.headers) : null;
    if (topicCheck !== null) for (const key of [routingKey, ...(extraKeys ?? [])]) topicCheck(key);
    checkUserId(properties.userId, this.session, context.authorizer);
    return { plans, ttlMs, extraKeys };
  }

  /** Where no queue wants a message somebody may wait for just this answer. */
  #orReply(plan: RoutePlan, message: Message, receipt: PublishReceipt): RoutePlan | null {
    if (plan.targets.length > 0) return plan;
    const { context } = this;
    const reply = context.replies.route(this.vhost, message);
    if (typeof reply === 'object') return reply;
    if (reply === 'unroutable') context.counters.unroutable++;
    receipt.stored(null, reply === 'delivered' ? 1 : 0, noQueues);
    return null;
  }

  /** Checks permission and existence, or remembers that it did. */
  #allowedOf(exchange: string): Allowed {
    const { plans, authorizer } = this.context;
    if (plans.version !== this.#topologyVersion || authorizer.version !== this.#accessVersion) this.#forget();
    if (exchange === this.#lastExchange && this.#last !== null) return this.#last;
    const allowed = this.#allowed.get(exchange) ?? this.#admit(exchange);
    this.#lastExchange = exchange;
    this.#last = allowed;
    return allowed;
  }

  #admit(name: string): Allowed {
    const { authorizer } = this.context;
    authorizer.authorize(this.session, this.vhost, 'write', name, 'exchange');
    const plans = this.context.plans.ofExchange(this.vhost, name);
    if (plans === null) throw exchangeNotFound(this.vhost, name);
    if (plans.exchange.internal) throw isInternal(name, this.vhost);
    const allowed = { plans, topicCheck: authorizer.topicCheck(this.session, plans.exchange, 'write') };
    this.#allowed.set(name, allowed);
    return allowed;
  }

  #forget(): void {
    this.#allowed.clear();
    this.#lastExchange = this.#last = null;
    this.#topologyVersion = this.context.plans.version;
    this.#accessVersion = this.context.authorizer.version;
  }

  #fail(error: BrokerError, item: Item, receipt: PublishReceipt): void | Promise<void> {
    if (error.code !== 'exchange_not_found') return receipt.failed(error);
    this.#waiting = [];
    return this.context.plans
      .refresh()
      .catch(() => undefined)
      .then(() => this.#publishWaiting(item, receipt));
  }

  /** Another broker may just have declared the exchange; what is still missing now is missing. */
  #publishWaiting(item: Item, receipt: PublishReceipt): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    try {
      this.#allowedOf(item.exchange);
      void this.publish(item, receipt);
    } catch (thrown) {
      receipt.failed(toBrokerError(thrown));
    }
    for (const later of waiting) void this.publish(later.item, later.receipt);
  }
}
