import type { FieldTable } from '../message/field-table.js';
import type { ConnectionId } from '../ports/presence-store.js';
import type { TopologyState } from '../ports/topology-store.js';
import { readsHeaders, route } from '../route/route.js';
import type { Exchange, Queue, VirtualHost } from './model.js';
import { PauseBook } from './pause-book.js';
import type { QueueSettings } from './queue-settings.js';
import { vhostNotFound } from './resource.js';
import { VhostTopology } from './vhost-topology.js';

/** The whole topology in memory at one version. Changed by the cache only; every change is a new version. */
export class Topology {
  #version: number;
  readonly #vhosts = new Map<string, VhostTopology>();
  readonly #queuesById = new Map<number, Queue>();
  readonly pauses = new PauseBook();
  /** The exclusive queues. */
  readonly #queuesByConnection = new Map<ConnectionId, Set<Queue>>();
  #state: TopologyState | null = null;

  constructor(state: TopologyState) {
    this.#version = state.version;
    for (const vhost of state.vhosts) this.addVhost(vhost);
    for (const exchange of state.exchanges) this.#vhosts.get(exchange.vhost)?.addExchange(exchange);
    for (const queue of state.queues) this.addQueue(queue);
    for (const binding of state.bindings) this.#vhosts.get(binding.vhost)?.addBinding(binding);
    for (const policy of state.policies) this.#vhosts.get(policy.vhost)?.putPolicy(policy);
    for (const pause of state.pauses) this.pauses.put(pause);
  }

  get version(): number {
    return this.#version;
  }

  /** As the store would give it. */
  get state(): TopologyState {
    return (this.#state ??= this.#list());
  }

  get sizes(): { readonly vhosts: number; readonly exchanges: number; readonly queues: number } {
    const exchanges = [...this.#vhosts.values()].reduce((sum, vhost) => sum + vhost.exchanges.size, 0);
    return { vhosts: this.#vhosts.size, exchanges, queues: this.#queuesById.size };
  }

  vhost(name: string): VhostTopology | undefined {
    return this.#vhosts.get(name);
  }

  /** vhost_not_found */
  requireVhost(name: string): VhostTopology {
    const vhost = this.#vhosts.get(name);
    if (vhost === undefined) throw vhostNotFound(name);
    return vhost;
  }

  queueById(id: number): Queue | undefined {
    return this.#queuesById.get(id);
  }

  /** The exclusive queues that go with a connection. */
  queuesOf(connection: ConnectionId): readonly Queue[] {
    return [...(this.#queuesByConnection.get(connection) ?? [])];
  }

  /** The connections that exclusive queues belong to. */
  owningConnections(): readonly ConnectionId[] {
    return [...this.#queuesByConnection.keys()];
  }

  /** Of a queue of this topology: by its arguments and the policy that matches it. */
  settingsOf(queue: Queue): QueueSettings {
    return this.requireVhost(queue.vhost).settingsOf(queue);
  }

  /** The queues that a message goes to, each once. vhost_not_found, exchange_not_found. */
  route(vhost: string, exchange: string, routingKeys: readonly string[], headers: FieldTable): readonly Queue[] {
    return route(this.requireVhost(vhost), exchange, routingKeys, headers);
  }

  /** The headers of a message may decide where it goes from this exchange. */
  readsHeaders(exchange: Exchange): boolean {
    return readsHeaders(this.requireVhost(exchange.vhost), exchange.name);
  }

  addVhost(vhost: VirtualHost): void {
    this.#vhosts.set(vhost.name, new VhostTopology(vhost));
  }

  removeVhost(name: string): void {
    for (const queue of this.#vhosts.get(name)?.queues.values() ?? []) this.#unindex(queue);
    this.#vhosts.delete(name);
  }

  addQueue(queue: Queue): void {
    this.requireVhost(queue.vhost).addQueue(queue);
    this.#queuesById.set(queue.id, queue);
    if (queue.connection === null) return;
    const others = this.#queuesByConnection.get(queue.connection) ?? new Set();
    this.#queuesByConnection.set(queue.connection, others.add(queue));
  }

  removeQueue({ vhost, name }: Pick<Queue, 'vhost' | 'name'>): void {
    const owner = this.requireVhost(vhost);
    const queue = owner.queues.get(name);
    owner.removeQueue(name);
    if (queue !== undefined) this.#unindex(queue);
  }

  /** What was changed is now of this version. */
  advance(version: number): void {
    this.#version = version;
    this.#state = null;
  }

  #unindex(queue: Queue): void {
    this.#queuesById.delete(queue.id);
    this.pauses.forget(queue.id);
    if (queue.connection === null) return;
    const left = this.#queuesByConnection.get(queue.connection);
    left?.delete(queue);
    if (left?.size === 0) this.#queuesByConnection.delete(queue.connection);
  }

  #list(): TopologyState {
    const vhosts = [...this.#vhosts.values()];
    return {
      version: this.#version,
      vhosts: vhosts.map(({ vhost }) => vhost),
      exchanges: vhosts.flatMap(({ exchanges }) => [...exchanges.values()]),
      queues: vhosts.flatMap(({ queues }) => [...queues.values()]),
      bindings: vhosts.flatMap(({ bindings }) => [...bindings.all()]),
      policies: vhosts.flatMap(({ policies }) => policies.all()),
      pauses: this.pauses.all(),
    };
  }
}
