import type { ConnectionId } from './presence-store.js';
import type { Binding, Exchange, ExchangeDefinition, Policy, Queue, QueueDefinition, VirtualHost } from '../topology/model.js';

/** All of the topology at one version. */
export interface TopologyState {
  /** Grows by one with every change, by whichever broker. */
  readonly version: number;
  readonly vhosts: readonly VirtualHost[];
  readonly exchanges: readonly Exchange[];
  readonly queues: readonly Queue[];
  readonly bindings: readonly Binding[];
  readonly policies: readonly Policy[];
}

/** A change and the version it made; `changed` is false when there was nothing to do. */
export interface Change<T> {
  readonly version: number;
  readonly changed: boolean;
  readonly value: T;
}

/**
 * Remembers virtual hosts, exchanges, queues, bindings and policies. Creating what exists returns what exists
 * (`changed: false`); whether the two are equivalent is the core's to decide. Every change is announced to the other
 * brokers through `onChange` in the same commit.
 */
export interface TopologyStore {
  load(): Promise<TopologyState>;
  version(): Promise<number>;
  /** Registered once: another broker changed the topology (a hint; the core also polls `version`). */
  onChange(listener: () => void): void;

  /** Creates the virtual host with its predeclared exchanges. */
  createVhost(name: string, description: string): Promise<Change<VirtualHost>>;
  /** Deletes everything in it. */
  deleteVhost(name: string): Promise<Change<null>>;
  createExchange(definition: ExchangeDefinition): Promise<Change<Exchange>>;
  /** Deletes its bindings in both roles. */
  deleteExchange(id: number): Promise<Change<null>>;
  /** `connection` owns it when it is exclusive, else null. */
  createQueue(definition: QueueDefinition, connection: ConnectionId | null): Promise<Change<Queue>>;
  /** Deletes its bindings. Messages are the message store's. */
  deleteQueue(id: number): Promise<Change<null>>;
  createBinding(binding: Omit<Binding, 'id'>): Promise<Change<Binding>>;
  deleteBinding(id: number): Promise<Change<null>>;
  putPolicy(policy: Omit<Policy, 'id'>): Promise<Change<Policy>>;
  deletePolicy(vhost: string, name: string): Promise<Change<null>>;
}
