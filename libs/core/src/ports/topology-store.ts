import type { ConnectionId } from './presence-store.js';
import type { TopologyEvent } from '../topology/topology-event.js';
import type {
  Binding,
  Exchange,
  ExchangeDefinition,
  Pause,
  Policy,
  Queue,
  QueueDefinition,
  VhostLimits,
  VirtualHost,
} from '../topology/model.js';

/** All of the topology at one version. */
export interface TopologyState {
  /** Grows by one with every change, by whichever broker. */
  readonly version: number;
  readonly vhosts: readonly VirtualHost[];
  readonly exchanges: readonly Exchange[];
  readonly queues: readonly Queue[];
  readonly bindings: readonly Binding[];
  readonly policies: readonly Policy[];
  readonly pauses: readonly Pause[];
}

/** What a verb found or made, and the version after it. */
export interface Change<T> {
  readonly version: number;
  /** What made the version; null when there was nothing to do. */
  readonly event: TopologyEvent | null;
  readonly value: T;
}

/** A change by whichever broker, as the store remembers it for a while. */
export interface LoggedChange {
  readonly version: number;
  readonly event: TopologyEvent;
}

/**
 * Remembers virtual hosts, exchanges, queues, bindings and policies. Creating what exists returns what exists
 * (`event: null`); whether the two are equivalent is the core's to decide. Every change is announced to all
 * brokers through `onChange` in the same commit.
 */
export interface TopologyStore {
  load(): Promise<TopologyState>;
  version(): Promise<number>;
  /** In order, without a gap; null when they are not remembered that far back, or the store is older than that version. */
  changesSince(version: number): Promise<readonly LoggedChange[] | null>;
  /**
   * Registered once: the topology has this version now; null when it is not known (a hint; the core also polls). Resolves when what is
   * changed from then on is heard of, or cannot be.
   */
  onChange(listener: (version: number | null) => void): Promise<void>;

  /** Tells the other brokers that this one goes by this version. */
  tellSeen(version: number): void;
  /** Resolves when every other broker that lives has told that it goes by this version or a later one, or does not answer. */
  seenByOthers(version: number): Promise<void>;

  /** Creates the virtual host with its predeclared exchanges. */
  createVhost(name: string, description: string): Promise<Change<VirtualHost>>;
  /** vhost_not_found */
  setVhostLimits(name: string, limits: VhostLimits): Promise<Change<VirtualHost>>;
  /** Deletes everything in it. */
  deleteVhost(name: string): Promise<Change<null>>;
  createExchange(definition: ExchangeDefinition): Promise<Change<Exchange>>;
  /** Deletes its bindings in both roles. */
  deleteExchange(exchange: Exchange): Promise<Change<null>>;
  /** `connection` owns it when it is exclusive, else null. */
  createQueue(definition: QueueDefinition, connection: ConnectionId | null): Promise<Change<Queue>>;
  /** Deletes its bindings. Messages are the message store's. */
  deleteQueue(queue: Queue): Promise<Change<null>>;
  createBinding(binding: Omit<Binding, 'id'>): Promise<Change<Binding>>;
  deleteBinding(binding: Binding): Promise<Change<null>>;
  putPolicy(policy: Omit<Policy, 'id'>): Promise<Change<Policy>>;
  deletePolicy(vhost: string, name: string): Promise<Change<null>>;
  /** In place of an earlier one of its kind. queue_not_found */
  putPause(pause: Pause): Promise<Change<Pause>>;
  /** Only this one: a pause of the same kind that began at another time stays. */
  deletePause(pause: Pick<Pause, 'queueId' | 'kind' | 'since'>): Promise<Change<null>>;
}
