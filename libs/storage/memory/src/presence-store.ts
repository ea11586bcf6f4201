import type {
  Admission,
  ConnectionId,
  ConnectionRecord,
  ConsumerId,
  ConsumerRecord,
  OwnerId,
  OwnPresence,
  PresenceStore,
  PresentConsumer,
  QueueId,
} from '@howdah/core';
import type { MemoryDatabase, PresentState } from './message-store/memory-database.js';

/** Who is connected, in maps that all brokers on one MemoryDatabase share. */
export class MemoryPresenceStore implements PresenceStore {
  readonly #state: PresentState;

  constructor(private readonly database: MemoryDatabase) {
    this.#state = database.present;
  }

  async addConnection(connection: ConnectionRecord): Promise<void> {
    this.#state.connections.set(connection.id, connection);
  }

  async removeConnections(ids: readonly ConnectionId[]): Promise<void> {
    const gone = new Set(ids);
    this.#remove([...this.#state.consumers.values()].filter(({ connection }) => gone.has(connection)).map(({ id }) => id));
    for (const id of ids) this.#state.connections.delete(id);
  }

  async listConnections(): Promise<readonly ConnectionRecord[]> {
    return [...this.#state.connections.values()];
  }

  async countConnections(name: string): Promise<number> {
    return [...this.#state.connections.values()].filter(({ vhost, user }) => vhost === name && user !== '').length;
  }

  async addConsumer(consumer: ConsumerRecord): Promise<Admission> {
    return this.#admit(consumer);
  }

  async removeConsumers(ids: readonly ConsumerId[]): Promise<readonly QueueId[]> {
    return this.#remove(ids);
  }

  async listConsumers(queueIds: readonly QueueId[]): Promise<readonly PresentConsumer[]> {
    return [...this.#state.consumers.values()].filter(({ queueId }) => queueIds.includes(queueId));
  }

  async countConsumers(queueIds: readonly QueueId[]): Promise<readonly number[]> {
    return queueIds.map((queueId) => this.#at(queueId).length);
  }

  async countAllConsumers(): Promise<ReadonlyMap<QueueId, number>> {
    const counts = new Map<QueueId, number>();
    for (const { queueId } of this.#state.consumers.values()) counts.set(queueId, (counts.get(queueId) ?? 0) + 1);
    return counts;
  }

  onChange(listener: (queueId: QueueId) => void): void {
    this.#state.listeners.push(listener);
  }

  async touchQueue(queueId: QueueId): Promise<void> {
    this.#touch(queueId);
  }

  async findUnusedQueues(
    queues: readonly { readonly queueId: QueueId; readonly expiresMs: number }[],
  ): Promise<readonly QueueId[]> {
    const { usedAt } = this.#state;
    const now = this.database.now();
    for (const { queueId } of queues) if (!usedAt.has(queueId)) this.#touch(queueId);
    return queues
      .filter(({ queueId, expiresMs }) => this.#at(queueId).length === 0 && usedAt.get(queueId)! + expiresMs <= now)
      .map(({ queueId }) => queueId);
  }

  async forgetQueue(queueId: QueueId): Promise<void> {
    this.#state.usedAt.delete(queueId);
    for (const { id } of this.#at(queueId)) this.#state.consumers.delete(id);
  }

  async findOrphans(): Promise<{ readonly connections: readonly ConnectionId[]; readonly queueIds: readonly QueueId[] }> {
    const { connections, consumers } = this.#state;
    const isAlive = (id: ConnectionId): boolean => this.database.owners.has(connections.get(id)?.owner ?? 0);
    const orphaned = [...connections.keys()].filter((id) => !isAlive(id));
    const visited = new Set([...consumers.values()].map(({ queueId }) => queueId));
    const queueIds = [...visited].filter((queueId) => this.#at(queueId).every(({ connection }) => !isAlive(connection)));
    return { connections: orphaned, queueIds };
  }

  async findConsumersOfUnknown(): Promise<readonly ConsumerId[]> {
    const { connections, consumers } = this.#state;
    return [...consumers.values()].filter(({ connection }) => !connections.has(connection)).map(({ id }) => id);
  }

  async restore(owner: OwnerId, own: () => OwnPresence): Promise<readonly ConsumerId[]> {
    const { connections, consumers } = own();
    const { connections: known, consumers: present } = this.#state;
    const isOurs = (id: ConnectionId): boolean => known.get(id)?.owner === owner;
    const ids = new Set(consumers.map(({ id }) => id));
    this.#remove([...present.values()].filter(({ id, connection }) => isOurs(connection) && !ids.has(id)).map(({ id }) => id));
    const wanted = new Set(connections.map(({ id }) => id));
    for (const id of [...known.keys()]) if (isOurs(id) && !wanted.has(id)) known.delete(id);
    for (const connection of connections) known.set(connection.id, connection);
    const missing = consumers.filter(({ id }) => !present.has(id));
    return missing.filter((consumer) => this.#admit(consumer) === 'refused').map(({ id }) => id);
  }

  async requestClose(id: ConnectionId, reason: string): Promise<boolean> {
    if (!this.#state.connections.has(id)) return false;
    for (const listener of this.#state.closeListeners) listener(id, reason);
    return true;
  }

  onCloseRequest(listener: (id: ConnectionId, reason: string) => void): void {
    this.#state.closeListeners.push(listener);
  }

  #admit(consumer: ConsumerRecord): Admission {
    const others = this.#at(consumer.queueId).filter(({ id }) => id !== consumer.id);
    if (others.some(({ exclusive }) => exclusive) || (consumer.exclusive && others.length > 0)) return 'refused';
    const active = !consumer.singleActive || others.every((other) => !other.active);
    this.#state.consumers.set(consumer.id, { ...consumer, active });
    return active ? 'active' : 'waiting';
  }

  /** Returns the queues that have no consumer left. */
  #remove(ids: readonly ConsumerId[]): QueueId[] {
    const touched = new Set<QueueId>();
    for (const id of ids) {
      const consumer = this.#state.consumers.get(id);
      if (consumer === undefined) continue;
      this.#state.consumers.delete(id);
      touched.add(consumer.queueId);
    }
    for (const queueId of touched) {
      this.#touch(queueId);
      this.#promote(queueId);
    }
    return [...touched].filter((queueId) => this.#at(queueId).length === 0);
  }

  /** The next single active consumer, where there is none. */
  #promote(queueId: QueueId): void {
    const left = this.#at(queueId);
    if (left.some(({ active }) => active)) return;
    // The sort is stable: among equals the one that came first.
    const [next] = left.toSorted((one, other) => other.priority - one.priority);
    if (next === undefined) return;
    this.#state.consumers.set(next.id, { ...next, active: true });
    for (const listener of this.#state.listeners) listener(queueId);
  }

  /** In the order they came: a Map keeps a key's first place. */
  #at(queueId: QueueId): PresentConsumer[] {
    return [...this.#state.consumers.values()].filter((consumer) => consumer.queueId === queueId);
  }

  #touch(queueId: QueueId): void {
    this.#state.usedAt.set(queueId, this.database.now());
  }
}
