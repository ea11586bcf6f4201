import type { OwnerId, QueueId } from './message-store.js';

/** A client's connection to some broker. Random, below 2^53: never used again. */
export type ConnectionId = number;

/** A consumer of some connection. Random, below 2^53. */
export type ConsumerId = number;

/** A connection that is open now, on whichever broker. */
export interface ConnectionRecord {
  readonly id: ConnectionId;
  /** The broker that holds the socket. */
  readonly owner: OwnerId;
  readonly vhost: string;
  readonly user: string;
  /** As lists show it, e.g. `127.0.0.1:50312 -> 127.0.0.1:5672`. */
  readonly name: string;
  /** ms since 1970. */
  readonly connectedAt: number;
  /** What the protocol tells about it (peer, TLS, client properties …): JSON, shown and not understood. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A consumer of a queue, on whichever broker. */
export interface ConsumerRecord {
  readonly id: ConsumerId;
  readonly connection: ConnectionId;
  readonly queueId: QueueId;
  /** As its client knows it. */
  readonly tag: string;
  /** Higher first. Default 0. */
  readonly priority: number;
  /** Nobody else may consume from the queue. */
  readonly exclusive: boolean;
  /** The queue has one active consumer; the others wait for it to end. */
  readonly singleActive: boolean;
}

/**
 * active: it may have messages. waiting: another one is active (single active consumer).
 * refused: somebody has the queue for himself, or this one wants it for itself and others are there.
 */
export type Admission = 'active' | 'waiting' | 'refused';

export interface PresentConsumer extends ConsumerRecord {
  /** False while it waits behind the single active consumer. */
  readonly active: boolean;
}

/** What a broker holds at this moment. */
export interface OwnPresence {
  readonly connections: readonly ConnectionRecord[];
  readonly consumers: readonly ConsumerRecord[];
}

/**
 * Knows who is connected and who consumes, over all brokers: what exclusive and auto-delete queues, exclusive and single
 * active consumers and `x-expires` depend on. Every verb is atomic and is one commit that waits for no disk: after a crash
 * of the database the last moments may be missing, and `restore` puts them back.
 */
export interface PresenceStore {
  addConnection(connection: ConnectionRecord): Promise<void>;
  /** With its consumers. */
  removeConnections(ids: readonly ConnectionId[]): Promise<void>;
  listConnections(): Promise<readonly ConnectionRecord[]>;
  /** To a virtual host, without those that have no user: brokers have them for themselves. */
  countConnections(vhost: string): Promise<number>;

  /** Refused consumers are not added. */
  addConsumer(consumer: ConsumerRecord): Promise<Admission>;
  /**
   * Where one of them was the single active consumer, the next one (higher priority first, then in the order they came) becomes
   * active and its broker is told. Also counts as a use of the queue. Returns the queues that have no consumer left.
   */
  removeConsumers(ids: readonly ConsumerId[]): Promise<readonly QueueId[]>;
  /** In the order they came. */
  listConsumers(queueIds: readonly QueueId[]): Promise<readonly PresentConsumer[]>;
  /** In the order of the ids. */
  countConsumers(queueIds: readonly QueueId[]): Promise<readonly number[]>;
  /** How many each queue has, on all brokers; one without any is not there. */
  countAllConsumers(): Promise<ReadonlyMap<QueueId, number>>;
  /** Registered once: single active consumers of this queue may have changed (a hint; the core also polls). */
  onChange(listener: (queueId: QueueId) => void): void;

  /** The queue is being used: declared or read. For queues that expire. */
  touchQueue(queueId: QueueId): Promise<void>;
  /**
   * Those that have no consumer and were not used for so long. A queue that was never touched counts as touched now.
   * Whoever gets a queue here deletes it.
   */
  findUnusedQueues(queues: readonly { readonly queueId: QueueId; readonly expiresMs: number }[]): Promise<readonly QueueId[]>;
  /** The queue is gone, and what is known of it. */
  forgetQueue(queueId: QueueId): Promise<void>;

  /** Connections of brokers that are no more, and the queues that have no other consumers than theirs. Changes nothing. */
  findOrphans(): Promise<{ readonly connections: readonly ConnectionId[]; readonly queueIds: readonly QueueId[] }>;
  /**
   * Consumers of connections that nobody knows: of one that closed while its broker put back what the store had
   * lost, for instance. Changes nothing.
   */
  findConsumersOfUnknown(): Promise<readonly ConsumerId[]>;
  /**
   * Makes what the store knows of this broker equal to what it has; `own` is asked after the store has been read, so that what comes in
   * between is not taken for a leftover. Returns the consumers that cannot be put back because others took their queues meanwhile.
   * Does nothing when it agrees already.
   */
  restore(owner: OwnerId, own: () => OwnPresence): Promise<readonly ConsumerId[]>;

  /** Asks the broker that holds it to close a connection. False when there is none. */
  requestClose(id: ConnectionId, reason: string): Promise<boolean>;
  /** Registered once: connections of this broker that somebody wants closed. */
  onCloseRequest(listener: (id: ConnectionId, reason: string) => void): void;
}
