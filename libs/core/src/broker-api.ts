import type { BrokerError } from './errors.js';
import type { AccessVerbs } from './access/access-verbs.js';
import type { ExplainVerbs } from './explain/explain-verbs.js';
import type { FailureVerbs } from './failures/failure-verbs.js';
import type { AuditVerbs } from './audit/audit-verbs.js';
import type { ClusterVerbs } from './cluster/cluster-verbs.js';
import type { Session } from './access/session.js';
import type { HistoryVerbs } from './history/history-verbs.js';
import type { LifeVerbs } from './life/message-life.js';
import type { LiveVerbs } from './live/live-verbs.js';
import type { AttemptError, Message, Seq } from './message/message.js';
import type { Properties } from './message/properties.js';
import type { OperationVerbs } from './operations/operations-api.js';
import type { SearchVerbs } from './search/search-api.js';
import type { ReplyVerbs } from './replies/replies-api.js';
import type { StatisticsVerbs } from './statistics/statistics-api.js';
import type { AttemptRecord, Durability, PeekedMessage, PeekOptions } from './ports/message-store.js';
import type { ConnectionId, ConnectionRecord, ConsumerId, PresentConsumer } from './ports/presence-store.js';
import type {
  Binding,
  Exchange,
  ExchangeDefinition,
  Pause,
  PauseKind,
  Policy,
  Queue,
  QueueDefinition,
  QueuePauses,
  VhostLimits,
  VirtualHost,
} from './topology/model.js';

/**
 * The verbs of the broker, as every protocol uses them. Each takes the session that acts and checks what it may do;
 * each refuses with a BrokerError. `createBroker(ports)` binds them.
 */
export interface Broker {
  readonly access: AccessVerbs;
  readonly connections: ConnectionVerbs;
  readonly topology: TopologyVerbs;
  readonly messages: MessageVerbs;
  readonly consumers: ConsumerVerbs;
  readonly replies: ReplyVerbs;
  readonly operations: OperationVerbs;
  readonly statistics: StatisticsVerbs;
  readonly failures: FailureVerbs;
  readonly explain: ExplainVerbs;
  readonly search: SearchVerbs;
  readonly life: LifeVerbs;
  readonly live: LiveVerbs;
  readonly history: HistoryVerbs;
  readonly audit: AuditVerbs;
  readonly cluster: ClusterVerbs;
  /** Loads the topology, opens the store and starts upkeep. */
  start(): Promise<void>;
  /** Stops accepting, waits for confirms, gives leases back, at most `limitMs` long. */
  stop(limitMs: number): Promise<void>;
  /** Its time, ms since 1970, by which everything here is dated. This machine's clock may have another. */
  now(): number;
  /** For readiness: what keeps the broker from serving, if anything. */
  health(): Promise<BrokerHealth>;
}

export interface BrokerHealth {
  readonly ready: boolean;
  readonly checks: readonly HealthCheck[];
}

export interface HealthCheck {
  readonly name: string;
  /** False keeps the broker from being ready. */
  readonly ok: boolean;
  readonly detail: string;
}

/** Of what whoever made the broker looks after. */
export type FurtherCheck = () => HealthCheck | Promise<readonly HealthCheck[]>;

// ── connections ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a protocol tells of a connection; shown in lists. */
export type ConnectionInfo = Pick<ConnectionRecord, 'name' | 'details'>;

/** Called when the broker wants a connection closed: an operator asked for it, or the broker was fenced. May not throw. */
export type CloseRequest = (reason: string) => void;

/** A client's connection, in one virtual host. Exclusive queues belong to it and go with it. */
export interface Connection {
  readonly id: ConnectionId;
  /** The session for everything that this connection does. */
  readonly session: Session;
  /**
   * Resolves when its exclusive queues are deleted and nobody sees it any more. What its consumers hold has been given back
   * before, by `abandon`.
   */
  close(): Promise<void>;
}

/** What a consumer holds; only its own broker knows. */
export interface ConsumerLoad {
  /** Delivered to it and not yet settled. */
  readonly unacked: number;
  /** The most of these that it may hold; 0: no limit, null: its protocol has none. */
  readonly prefetch: number | null;
  /** When the oldest of these was delivered, ms since 1970; null: it holds none. */
  readonly oldestDeliveryAt: number | null;
}

export interface ListedConsumer extends PresentConsumer {
  /** The name of its queue. */
  readonly queue: string;
  /** Null: it is on another broker. */
  readonly load: ConsumerLoad | null;
}

export interface ConnectionVerbs {
  /** vhost_not_found; access_refused without any permission on it; limit_exceeded; draining. */
  open(session: Session, vhost: string, info: ConnectionInfo, onCloseRequest: CloseRequest): Promise<Connection>;
  /** Of all brokers, in virtual hosts that the session may see. */
  list(session: Session): Promise<readonly ConnectionRecord[]>;
  listConsumers(session: Session, vhost: string, queue?: string): Promise<readonly ListedConsumer[]>;
  /** By an operator, on whichever broker it is. False when there is none. */
  requestClose(session: Session, id: ConnectionId, reason: string): Promise<boolean>;
}

// ── topology ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface PauseRequest {
  readonly kind: PauseKind;
  /** For whoever wonders; 1 to 500 characters. */
  readonly reason: string;
  /** Ends by itself then, ms since 1970. Default null: when somebody resumes it. */
  readonly until?: number | null;
}

export interface TopologyVerbs {
  listVhosts(session: Session): Promise<readonly VirtualHost[]>;
  createVhost(session: Session, name: string, description: string): Promise<{ created: boolean; vhost: VirtualHost }>;
  /** vhost_not_found, invalid_argument */
  setVhostLimits(session: Session, name: string, limits: VhostLimits): Promise<VirtualHost>;
  deleteVhost(session: Session, name: string): Promise<void>;

  listExchanges(session: Session, vhost: string): Promise<readonly Exchange[]>;
  getExchange(session: Session, vhost: string, name: string): Promise<Exchange>;
  /** An equal exchange may exist; an unequal one is inequivalent_argument. */
  declareExchange(session: Session, definition: ExchangeDefinition): Promise<{ created: boolean; exchange: Exchange }>;
  /** in_use with ifUnused when it has bindings as source. Deleting what is not there is fine: false. */
  deleteExchange(session: Session, vhost: string, name: string, options?: { ifUnused?: boolean }): Promise<boolean>;

  listQueues(session: Session, vhost: string): Promise<readonly Queue[]>;
  getQueue(session: Session, vhost: string, name: string): Promise<Queue>;
  /** An exclusive queue belongs to the session's connection; another connection's is resource_locked for every verb. limit_exceeded. */
  declareQueue(session: Session, definition: QueueDefinition): Promise<{ created: boolean; queue: Queue }>;
  /** As a client sees it, who may do anything with it. Counts what this broker has under way. The time of a queue that expires begins anew. */
  countQueue(session: Session, vhost: string, name: string): Promise<{ readonly ready: number; readonly consumers: number }>;
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

  /** By an operator. In place of an earlier pause of this kind. When it resolves every broker goes by it. queue_not_found, invalid_argument */
  pauseQueue(session: Session, vhost: string, name: string, pause: PauseRequest): Promise<Pause>;
  /** False when it was not paused. */
  resumeQueue(session: Session, vhost: string, name: string, kind: PauseKind): Promise<boolean>;
  listPauses(session: Session, vhost: string): Promise<readonly (Pause & { readonly queue: string })[]>;
  /** Of a queue that the caller has already been shown. */
  pausesOf(queue: Queue): QueuePauses;
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
  /** What it survives from now on; null when it was not stored, or the store does not tell. */
  readonly durability: Durability | null;
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
  /** `seq` is null and `queueCount` 0 when no queue wanted it. `queues` are the names, one array for a whole route: not to be changed. `reached` is what it survives now. */
  stored(seq: Seq | null, queueCount: number, queues: readonly string[], reached?: Durability): void;
  failed(error: BrokerError): void;
}

/** A stream of publications that stay in order, e.g. one AMQP channel; opening one is cheap and it needs no closing. */
export interface Publisher {
  /**
   * Hot path: never throws, completion through the receipt. A promise when it has to look first whether there is such an exchange: it
   * resolves when that is known, and what is published meanwhile waits. Who would publish nothing after a failure waits for it.
   */
  publish(publication: Omit<Publication, 'vhost'>, receipt: PublishReceipt): void | Promise<void>;
  /** Refuses what `publish` would refuse, and publishes nothing: for a transaction that is not committed yet. */
  check(publication: Omit<Publication, 'vhost'>): Promise<void>;
  /**
   * Publishes and settles in one commit or not at all. The receipts are told after it, in order; then it resolves. A settlement whose
   * lease is lost changes nothing, the others stand. `queue_full` when a queue refuses one of the messages.
   */
  commit(
    publications: readonly { readonly publication: Omit<Publication, 'vhost'>; readonly receipt: PublishReceipt }[],
    settlements: readonly { readonly delivery: Delivery; readonly outcome: Outcome; readonly options?: SettleOptions }[],
  ): Promise<void>;
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
  /** By its id. queue_not_found, message_not_found */
  getMessage(session: Session, vhost: string, queue: string, messageId: Seq): Promise<PeekedMessage>;
  listAttempts(session: Session, vhost: string, queue: string, messageId: Seq): Promise<readonly AttemptRecord[]>;
}

// ── consumers that hold a connection ────────────────────────────────────────────────────────────────────────────────

/** What a protocol registers. Its methods are called on the hot path: they may not throw and may not wait. */
export interface ConsumerHandler {
  /** Name for attempt records and lists. */
  readonly name: string;
  readonly autoAck: boolean;
  /** The most unacked deliveries that it may hold; 0 is no limit. For lists: `capacity` is what counts. */
  readonly prefetch?: number;
  /** How many more deliveries it takes now; read before each claim and hand-over. */
  capacity(): number;
  /** With autoAck it is settled as soon as this returns. */
  deliver(delivery: Delivery): void;
  /** The queue is gone or may no longer be read; nothing follows. */
  cancelled(reason: string): void;
  /**
   * It held a delivery for longer than `limitMs`. What it holds stays its own: the protocol ends the conversation, which returns it.
   * A handler without this has the delivery taken from it as a failed attempt.
   */
  timedOut?(limitMs: number): void;
}

export interface ConsumeOptions {
  /** As the client knows it; for lists. Default ''. */
  readonly tag?: string;
  /** Consumers with a lower one get what these have no capacity for. Default 0. */
  readonly priority?: number;
  /** Nobody else may consume from the queue: `in_exclusive_use` if somebody does. Default false. */
  readonly exclusive?: boolean;
  /** Instead of the queue's, ms. */
  readonly ackTimeoutMs?: number;
}

/** A message in a consumer's hands; an object the broker keeps until it is settled. */
export interface Delivery {
  readonly seq: Seq;
  /** Where it was waiting. */
  readonly queue: Queue;
  readonly message: Message;
  /** 1 on the first delivery. */
  readonly attempt: number;
  readonly redelivered: boolean;
  /** Names it for whoever settles it elsewhere, as that of a received message does. Made when it is asked for. */
  readonly token: string;
}

export interface Consumer {
  readonly id: ConsumerId;
  /** Capacity has grown: try to deliver. Cheap; may be called often. */
  signal(): void;
  /** Stops deliveries; what it holds stays its own until it is settled or released. */
  cancel(): Promise<void>;
}

/** Takes single messages for a client that polls; belongs to whoever opened it, like a consumer. */
export interface Reader {
  /** The oldest ready message and how many are left after it; null when there is none. queue_not_found, access_refused, resource_locked. */
  get(
    queue: string,
    options: { readonly autoAck: boolean },
  ): Promise<{ readonly delivery: Delivery; readonly ready: number } | null>;
}

export interface SettleOptions {
  readonly delayMs?: number;
  readonly error?: AttemptError;
}

export interface ConsumerVerbs {
  /** queue_not_found, access_refused, resource_locked, in_exclusive_use. The session must be that of a connection. */
  consume(session: Session, vhost: string, queue: string, handler: ConsumerHandler, options?: ConsumeOptions): Promise<Consumer>;
  /** `name` and `timedOut` as in a ConsumerHandler. */
  openReader(session: Session, vhost: string, holder: Pick<ConsumerHandler, 'name' | 'timedOut'>): Reader;
  /** Hot path: no answer, durable within 100 ms. */
  ack(delivery: Delivery): void;
  /** Resolves after the commit; a lost lease is not an error: the message is delivered again. */
  settle(delivery: Delivery, outcome: Exclude<Outcome, 'ack'>, options?: SettleOptions): Promise<void>;
  /**
   * The consumer is gone with what it holds: cancels it and returns its deliveries at once as failed attempts, without backoff.
   * Resolves after the commit.
   */
  abandon(consumer: Consumer | Reader): Promise<void>;
}
