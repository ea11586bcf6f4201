import type { BrokerError } from './errors.js';
import type { Session } from './access/session.js';
import type { AttemptError, Message, Seq } from './message/message.js';
import type { Properties } from './message/properties.js';
import type { AttemptRecord, PeekedMessage, PeekOptions, QueueCounts } from './ports/message-store.js';
import type { Binding, Exchange, ExchangeDefinition, Policy, Queue, QueueDefinition, VirtualHost } from './topology/model.js';
import type { ApiToken, Permission, Role, User } from './access/model.js';

/**
 * The verbs of the broker, as every protocol uses them. Each takes the session that acts and checks what it may do;
 * each refuses with a BrokerError. `createBroker(ports)` binds them.
 */
export interface Broker {
  readonly access: AccessVerbs;
  readonly topology: TopologyVerbs;
  readonly messages: MessageVerbs;
  readonly consumers: ConsumerVerbs;
  readonly statistics: StatisticsVerbs;
  /** Loads the topology, opens the store and starts upkeep. */
  start(): Promise<void>;
  /** Stops accepting, waits for confirms, gives leases back, at most `limitMs` long. */
  stop(limitMs: number): Promise<void>;
  /** For readiness: what keeps the broker from serving, if anything. */
  health(): Promise<BrokerHealth>;
}

export interface BrokerHealth {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

// ── access ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Login {
  readonly user: string;
  readonly password: string;
  /** The peer's address is a loopback address. */
  readonly loopback: boolean;
}

export interface AccessVerbs {
  /** login_refused for an unknown user, a wrong password and a loopback-only user from elsewhere: never says which. */
  login(login: Login): Promise<Session>;
  /** `token` as createToken returned it. */
  loginWithToken(token: string): Promise<Session>;
  listUsers(session: Session): Promise<readonly Omit<User, 'passwordHash'>[]>;
  putUser(session: Session, user: { name: string; password: string | null; role: Role; loopbackOnly?: boolean }): Promise<void>;
  deleteUser(session: Session, name: string): Promise<void>;
  listPermissions(session: Session, filter: { user?: string; vhost?: string }): Promise<readonly Permission[]>;
  putPermission(session: Session, permission: Permission): Promise<void>;
  deletePermission(session: Session, user: string, vhost: string): Promise<void>;
  listTokens(session: Session): Promise<readonly Omit<ApiToken, 'secretHash'>[]>;
  /** The whole token is returned once and never again. A token has at most its user's role. */
  createToken(
    session: Session,
    token: { user: string; role: Role; description: string; expiresAt: number | null },
  ): Promise<{ readonly token: string; readonly info: Omit<ApiToken, 'secretHash'> }>;
  deleteToken(session: Session, id: string): Promise<void>;
}

// ── topology ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface TopologyVerbs {
  listVhosts(session: Session): Promise<readonly VirtualHost[]>;
  createVhost(session: Session, name: string, description: string): Promise<{ created: boolean; vhost: VirtualHost }>;
  deleteVhost(session: Session, name: string): Promise<void>;

  listExchanges(session: Session, vhost: string): Promise<readonly Exchange[]>;
  getExchange(session: Session, vhost: string, name: string): Promise<Exchange>;
  /** An equal exchange may exist; an unequal one is inequivalent_argument. */
  declareExchange(session: Session, definition: ExchangeDefinition): Promise<{ created: boolean; exchange: Exchange }>;
  /** in_use with ifUnused when it has bindings as source. Deleting what is not there is fine: false. */
  deleteExchange(session: Session, vhost: string, name: string, options?: { ifUnused?: boolean }): Promise<boolean>;

  listQueues(session: Session, vhost: string): Promise<readonly Queue[]>;
  getQueue(session: Session, vhost: string, name: string): Promise<Queue>;
  declareQueue(session: Session, definition: QueueDefinition): Promise<{ created: boolean; queue: Queue }>;
  /** Returns how many ready messages went with it; null when there was no such queue. */
  deleteQueue(
    session: Session,
    vhost: string,
    name: string,
    options?: { ifUnused?: boolean; ifEmpty?: boolean },
  ): Promise<number | null>;
  purgeQueue(session: Session, vhost: string, name: string): Promise<number>;

  listBindings(session: Session, vhost: string): Promise<readonly Binding[]>;
  bind(session: Session, binding: Omit<Binding, 'id'>): Promise<{ created: boolean; binding: Binding }>;
  unbind(session: Session, binding: Omit<Binding, 'id'>): Promise<boolean>;

  listPolicies(session: Session, vhost: string): Promise<readonly Policy[]>;
  putPolicy(session: Session, policy: Omit<Policy, 'id'>): Promise<Policy>;
  deletePolicy(session: Session, vhost: string, name: string): Promise<boolean>;
}

// ── messages ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a publisher hands in. */
export interface Publication {
  readonly vhost: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly properties: Properties;
  readonly body: Buffer;
  /** Deliver no earlier than this many ms from now. Default 0. */
  readonly delayMs?: number;
}

export interface PublishResult {
  /** Identity of the stored message; null when no queue wanted it. */
  readonly id: Seq | null;
  /** Names of the queues it went to. */
  readonly queues: readonly string[];
}

export interface PublishOptions {
  /** All or nothing in one commit. Default false: each item for itself. */
  readonly atomic?: boolean;
  /** A repetition within 24 h is answered as the first time and stores nothing. Implies atomic. `digest` is of the whole request. */
  readonly idempotencyKey?: { readonly key: string; readonly digest: Buffer };
}

export interface PublishOutcome {
  /** In the order of the publications; an error stands for that item alone. */
  readonly results: readonly (PublishResult | { readonly error: Error })[];
  readonly replayed: boolean;
}

/** A message received over HTTP; it is settled by its token, on any broker. */
export interface Received {
  /** Opaque. Valid until the lease ends. */
  readonly token: string;
  readonly id: Seq;
  readonly message: Message;
  readonly attempt: number;
  readonly redelivered: boolean;
  /** ms since 1970. */
  readonly leasedUntil: number;
}

export interface ReceiveOptions {
  /** 1 to 1,000. */
  readonly max: number;
  /** Wait this long for the first message, 0 to 30,000 ms. */
  readonly waitMs: number;
  /** 1,000 to 43,200,000 ms. */
  readonly leaseMs: number;
  /** Acknowledged as they are received: the tokens are void. */
  readonly autoAck?: boolean;
  readonly signal?: AbortSignal;
  /** Name for attempt records. Default: user@http. */
  readonly consumer?: string;
}

/** ack: done. release: back without burning an attempt. retry: a failed attempt, by the queue's policy. reject: no retry, dead letter. */
export const outcomes = ['ack', 'release', 'retry', 'reject'] as const;
export type Outcome = (typeof outcomes)[number];

export interface TokenSettlement {
  readonly token: string;
  readonly outcome: Outcome;
  /** retry and release: deliver again after this long instead of the queue's backoff. */
  readonly delayMs?: number;
  readonly error?: AttemptError;
}

/** Who is told what became of a publication; called once, never before the commit. May not throw. */
export interface PublishReceipt {
  /** `seq` is null and `queueCount` 0 when no queue wanted it. `queues` are the names, one array for a whole route: not to be changed. */
  stored(seq: Seq | null, queueCount: number, queues: readonly string[]): void;
  failed(error: BrokerError): void;
}

/** A stream of publications that stay in order, e.g. one AMQP channel; opening one is cheap and it needs no closing. */
export interface Publisher {
  /** Hot path: never throws, completion through the receipt. */
  publish(publication: Omit<Publication, 'vhost'>, receipt: PublishReceipt): void;
}

export interface MessageVerbs {
  openPublisher(session: Session, vhost: string): Publisher;
  publish(session: Session, publications: readonly Publication[], options?: PublishOptions): Promise<PublishOutcome>;
  receive(session: Session, vhost: string, queue: string, options: ReceiveOptions): Promise<readonly Received[]>;
  /** In order; null is success. Resolves after the commit. */
  settle(
    session: Session,
    vhost: string,
    queue: string,
    settlements: readonly TokenSettlement[],
  ): Promise<readonly (Error | null)[]>;
  /** The lease is shared by the messages of one receive call. Returns the new end, ms since 1970. */
  extend(session: Session, vhost: string, queue: string, token: string, leaseMs: number): Promise<number>;
  peek(session: Session, vhost: string, queue: string, options: PeekOptions): Promise<readonly PeekedMessage[]>;
  listAttempts(session: Session, vhost: string, queue: string, messageId: Seq): Promise<readonly AttemptRecord[]>;
}

// ── consumers that hold a connection ────────────────────────────────────────────────────────────────────────────────

/** What a protocol registers. Its methods are called on the hot path: they may not throw and may not wait. */
export interface ConsumerHandler {
  /** Name for attempt records and lists. */
  readonly name: string;
  readonly autoAck: boolean;
  /** How many more deliveries it takes now; read before each claim and hand-over. */
  capacity(): number;
  /** With autoAck it is settled as soon as this returns. */
  deliver(delivery: Delivery): void;
  /** The queue is gone or may no longer be read; nothing follows. */
  cancelled(reason: string): void;
}

/** A message in a consumer's hands; an object the broker keeps until it is settled. */
export interface Delivery {
  readonly seq: Seq;
  readonly message: Message;
  /** 1 on the first delivery. */
  readonly attempt: number;
  readonly redelivered: boolean;
}

export interface Consumer {
  /** Capacity has grown: try to deliver. Cheap; may be called often. */
  signal(): void;
  /** Stops deliveries; what it holds stays its own until it is settled or released. */
  cancel(): Promise<void>;
}

export interface SettleOptions {
  readonly delayMs?: number;
  readonly error?: AttemptError;
}

export interface ConsumerVerbs {
  consume(session: Session, vhost: string, queue: string, handler: ConsumerHandler): Promise<Consumer>;
  /** Hot path: no answer, durable within 100 ms. */
  ack(delivery: Delivery): void;
  /** Resolves after the commit; a lost lease is not an error: the message is delivered again. */
  settle(delivery: Delivery, outcome: Exclude<Outcome, 'ack'>, options?: SettleOptions): Promise<void>;
  /**
   * The consumer is gone with what it holds: cancels it and returns its deliveries at once as failed attempts, without backoff.
   * Resolves after the commit.
   */
  abandon(consumer: Consumer): Promise<void>;
}

// ── statistics ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface QueueStatistics extends Omit<QueueCounts, 'queueId'> {
  readonly queue: Queue;
  /** On this broker. */
  readonly consumers: number;
  /** Messages per second into and out of the queue through this broker, over the last 5 s. */
  readonly inRate: number;
  readonly outRate: number;
}

export interface Overview {
  readonly totals: Omit<QueueCounts, 'queueId'>;
  readonly vhosts: number;
  readonly exchanges: number;
  readonly queues: number;
  readonly consumers: number;
  readonly inRate: number;
  readonly outRate: number;
}

export interface StatisticsVerbs {
  /** `statistics` of one queue. */
  queue(session: Session, vhost: string, queue: string): Promise<QueueStatistics>;
  queues(session: Session, vhost: string): Promise<readonly QueueStatistics[]>;
  overview(session: Session): Promise<Overview>;
  /** Monotonic counters for /metrics, of this broker. */
  counters(): BrokerCounters;
}

export interface BrokerCounters {
  published: number;
  unroutable: number;
  delivered: number;
  redelivered: number;
  acknowledged: number;
  released: number;
  retried: number;
  rejected: number;
  expired: number;
  deadLettered: number;
  leasesLost: number;
}
