import {
  argumentsHash,
  BrokerError,
  noLimits,
  predeclaredExchanges,
  type Binding,
  type Change,
  type ConnectionId,
  type Exchange,
  type ExchangeDefinition,
  type LoggedChange,
  type Pause,
  type Policy,
  type Queue,
  type QueueDefinition,
  type TopologyEvent,
  type TopologyState,
  type TopologyStore,
  type VhostLimits,
  type VirtualHost,
} from '@howdah/core';

interface Identified {
  readonly id: number;
}

/** The topology in arrays, for several brokers. It starts as a migrated database does: with the virtual host '/' and its exchanges. */
export class MemoryTopologyStore implements TopologyStore {
  #version = 0;
  #lastId = 0;
  readonly #log: LoggedChange[] = [];
  readonly #listeners: ((version: number) => void)[] = [];
  #vhosts: VirtualHost[] = [];
  #exchanges: Exchange[] = [];
  #queues: Queue[] = [];
  #bindings: Binding[] = [];
  #policies: Policy[] = [];
  #pauses: Pause[] = [];

  constructor() {
    this.#insertVhost('/', 'Default virtual host');
  }

  async load(): Promise<TopologyState> {
    return {
      version: this.#version,
      vhosts: [...this.#vhosts],
      exchanges: [...this.#exchanges],
      queues: [...this.#queues],
      bindings: [...this.#bindings],
      policies: [...this.#policies],
      pauses: [...this.#pauses],
    };
  }

  async version(): Promise<number> {
    return this.#version;
  }

  async changesSince(version: number): Promise<readonly LoggedChange[] | null> {
    return version > this.#version ? null : this.#log.slice(version);
  }

  async onChange(listener: (version: number) => void): Promise<void> {
    this.#listeners.push(listener);
  }

  /** Brokers over one memory hear of a change while it is made. */
  tellSeen(): void {}

  async seenByOthers(): Promise<void> {}

  async createVhost(name: string, description: string): Promise<Change<VirtualHost>> {
    const existing = this.#vhosts.find((one) => one.name === name);
    if (existing !== undefined) return this.#unchanged(existing);
    const vhost = this.#insertVhost(name, description);
    return this.#changed(vhost, { kind: 'vhost created', vhost, exchanges: this.#exchanges.filter((one) => one.vhost === name) });
  }

  async setVhostLimits(name: string, limits: VhostLimits): Promise<Change<VirtualHost>> {
    this.#requireVhost(name);
    const vhost = { ...this.#vhosts.find((one) => one.name === name)!, ...limits };
    this.#vhosts = this.#vhosts.map((one) => (one.name === name ? vhost : one));
    return this.#changed(vhost, { kind: 'vhost updated', vhost });
  }

  async deleteVhost(name: string): Promise<Change<null>> {
    const elsewhere = (thing: { readonly vhost: string }): boolean => thing.vhost !== name;
    this.#exchanges = this.#exchanges.filter(elsewhere);
    this.#queues = this.#queues.filter(elsewhere);
    this.#bindings = this.#bindings.filter(elsewhere);
    this.#policies = this.#policies.filter(elsewhere);
    this.#forgetPauses();
    return this.#kept(this.#vhosts, (this.#vhosts = this.#vhosts.filter((vhost) => vhost.name !== name)), {
      kind: 'vhost deleted',
      name,
    });
  }

  async createExchange(definition: ExchangeDefinition): Promise<Change<Exchange>> {
    this.#requireVhost(definition.vhost);
    const existing = named(this.#exchanges, definition.vhost, definition.name);
    if (existing !== undefined) return this.#unchanged(existing);
    const exchange = this.#add<ExchangeDefinition, Exchange>(this.#exchanges, definition);
    return this.#changed(exchange, { kind: 'exchange created', exchange });
  }

  async deleteExchange(exchange: Exchange): Promise<Change<null>> {
    const boundTo = (binding: Binding): boolean =>
      binding.vhost === exchange.vhost &&
      (binding.source === exchange.name || (binding.destinationKind === 'exchange' && binding.destination === exchange.name));
    this.#bindings = this.#bindings.filter((binding) => !boundTo(binding));
    return this.#kept(this.#exchanges, (this.#exchanges = without(this.#exchanges, exchange.id)), {
      kind: 'exchange deleted',
      exchange,
    });
  }

  async createQueue(definition: QueueDefinition, connection: ConnectionId | null): Promise<Change<Queue>> {
    this.#requireVhost(definition.vhost);
    const existing = named(this.#queues, definition.vhost, definition.name);
    if (existing !== undefined) return this.#unchanged(existing);
    const queue = this.#add(this.#queues, { ...definition, connection, createdAt: Date.now() });
    return this.#changed(queue, { kind: 'queue created', queue });
  }

  async deleteQueue(queue: Queue): Promise<Change<null>> {
    const boundTo = (binding: Binding): boolean =>
      binding.vhost === queue.vhost && binding.destinationKind === 'queue' && binding.destination === queue.name;
    this.#bindings = this.#bindings.filter((binding) => !boundTo(binding));
    const before = this.#queues;
    this.#queues = without(this.#queues, queue.id);
    this.#forgetPauses();
    return this.#kept(before, this.#queues, { kind: 'queue deleted', queue });
  }

  async createBinding(definition: Omit<Binding, 'id'>): Promise<Change<Binding>> {
    this.#requireEnds(definition);
    const existing = this.#bindings.find((one) => bindingKey(one) === bindingKey(definition));
    if (existing !== undefined) return this.#unchanged(existing);
    const binding = this.#add<Omit<Binding, 'id'>, Binding>(this.#bindings, definition);
    return this.#changed(binding, { kind: 'binding created', binding });
  }

  async deleteBinding(binding: Binding): Promise<Change<null>> {
    return this.#kept(this.#bindings, (this.#bindings = without(this.#bindings, binding.id)), {
      kind: 'binding deleted',
      binding,
    });
  }

  async putPolicy(definition: Omit<Policy, 'id'>): Promise<Change<Policy>> {
    this.#requireVhost(definition.vhost);
    const existing = named(this.#policies, definition.vhost, definition.name);
    const policy =
      existing === undefined
        ? this.#add<Omit<Policy, 'id'>, Policy>(this.#policies, definition)
        : { ...definition, id: existing.id };
    this.#policies = this.#policies.map((one) => (one === existing ? policy : one));
    return this.#changed(policy, { kind: 'policy put', policy });
  }

  async deletePolicy(vhost: string, name: string): Promise<Change<null>> {
    this.#requireVhost(vhost);
    const policy = named(this.#policies, vhost, name);
    return this.#kept(this.#policies, (this.#policies = this.#policies.filter((one) => one !== policy)), {
      kind: 'policy deleted',
      ...{ vhost, name },
    });
  }

  async putPause(pause: Pause): Promise<Change<Pause>> {
    if (this.#queues.every(({ id }) => id !== pause.queueId)) throw new BrokerError('queue_not_found', 'the queue is gone');
    this.#pauses = [...this.#pauses.filter((one) => one.queueId !== pause.queueId || one.kind !== pause.kind), pause];
    return this.#changed(pause, { kind: 'queue paused', pause });
  }

  async deletePause({ queueId, kind, since }: Pick<Pause, 'queueId' | 'kind' | 'since'>): Promise<Change<null>> {
    const isMeant = (one: Pause): boolean => one.queueId === queueId && one.kind === kind && one.since === since;
    return this.#kept(this.#pauses, (this.#pauses = this.#pauses.filter((one) => !isMeant(one))), {
      kind: 'queue resumed',
      ...{ queueId, paused: kind },
    });
  }

  /** With their queues. */
  #forgetPauses(): void {
    this.#pauses = this.#pauses.filter(({ queueId }) => this.#queues.some(({ id }) => id === queueId));
  }

  #insertVhost(name: string, description: string): VirtualHost {
    for (const exchange of predeclaredExchanges(name)) this.#add(this.#exchanges, exchange);
    return this.#add(this.#vhosts, { name, description, ...noLimits });
  }

  #add<D extends object, T extends D & Identified>(list: T[], definition: D): T {
    const added = { ...definition, id: ++this.#lastId } as T;
    list.push(added);
    return added;
  }

  #requireVhost(name: string): void {
    if (this.#vhosts.every((vhost) => vhost.name !== name)) throw new BrokerError('vhost_not_found', `vhost '${name}' not found`);
  }

  #requireEnds({ vhost, source, destinationKind, destination }: Omit<Binding, 'id'>): void {
    this.#requireVhost(vhost);
    const requireExchange = (name: string): void => {
      if (named(this.#exchanges, vhost, name) === undefined) {
        throw new BrokerError('exchange_not_found', `no exchange '${name}' in vhost '${vhost}'`);
      }
    };
    requireExchange(source);
    if (destinationKind === 'exchange') requireExchange(destination);
    else if (named(this.#queues, vhost, destination) === undefined) {
      throw new BrokerError('queue_not_found', `no queue '${destination}' in vhost '${vhost}'`);
    }
  }

  #changed<T>(value: T, event: TopologyEvent): Change<T> {
    this.#version += 1;
    this.#log.push({ version: this.#version, event });
    for (const listener of this.#listeners) listener(this.#version);
    return { version: this.#version, event, value };
  }

  #unchanged<T>(value: T): Change<T> {
    return { version: this.#version, event: null, value };
  }

  /** A deletion: it changed something when fewer are left. */
  #kept(before: readonly unknown[], after: readonly unknown[], event: TopologyEvent): Change<null> {
    return after.length < before.length ? this.#changed(null, event) : this.#unchanged(null);
  }
}

function named<T extends { readonly vhost: string; readonly name: string }>(
  list: readonly T[],
  vhost: string,
  name: string,
): T | undefined {
  return list.find((one) => one.vhost === vhost && one.name === name);
}

function without<T extends Identified>(list: readonly T[], id: number): T[] {
  return list.filter((one) => one.id !== id);
}

function bindingKey(binding: Omit<Binding, 'id'>): string {
  const { vhost, source, destinationKind, destination, routingKey } = binding;
  return JSON.stringify([
    vhost,
    source,
    destinationKind,
    destination,
    routingKey,
    argumentsHash(binding.arguments).toString('hex'),
  ]);
}
