import {
  argumentsHash,
  type Binding,
  type Change,
  type ConnectionId,
  type Exchange,
  type ExchangeDefinition,
  type Policy,
  type Queue,
} from '@howdah/core';
import type { QueueDefinition, TopologyState, TopologyStore, VirtualHost } from '@howdah/core';
import type { DataSource, EntityManager } from 'typeorm';
import type { Notifications } from '../notifications.js';
import { entities, type BindingRow } from './entities.js';
import { deleteRows, findOrInsert, insertRow, requireRow, requireVhost } from './rows.js';
import { predeclaredRows, toBinding, toExchange, toPolicy, toQueue, toTopology } from './topology-rows.js';
import { announceChange, change, lockVersion, readVersion, readVersioned, type Outcome } from './versioned-change.js';

/** The topology in Postgres, through TypeORM. Changes reach the other brokers by the channel howdah_topology. */
export class PostgresTopologyStore implements TopologyStore {
  readonly #source: DataSource;
  readonly #notifications: Notifications;

  constructor(source: DataSource, notifications: Notifications) {
    this.#source = source;
    this.#notifications = notifications;
  }

  load(): Promise<TopologyState> {
    return readVersioned(this.#source, 'topology', async (manager) => {
      const order = { id: 'ASC' } as const;
      const vhosts = await manager.find(entities.vhost, { order });
      const exchanges = await manager.find(entities.exchange, { order });
      const queues = await manager.find(entities.queue, { order });
      const bindings = await manager.find(entities.binding, { order });
      const policies = await manager.find(entities.policy, { order });
      return toTopology({ vhosts, exchanges, queues, bindings, policies });
    });
  }

  version(): Promise<number> {
    return readVersion(this.#source, 'topology');
  }

  onChange(listener: () => void): void {
    // Without notifications the poll of the version is what is left; it reports the trouble.
    this.#notifications.listen('howdah_topology', listener).catch(() => undefined);
  }

  createVhost(name: string, description: string): Promise<Change<VirtualHost>> {
    return this.#change(async (manager) => {
      const { changed, row } = await findOrInsert(manager, entities.vhost, { name }, { name, description });
      if (changed) for (const exchange of predeclaredRows(row.id)) await insertRow(manager, entities.exchange, exchange);
      return { changed, value: row };
    });
  }

  deleteVhost(name: string): Promise<Change<null>> {
    return this.#change(async (manager) => {
      // Its permissions go too, and that is a change of access.
      await lockVersion(manager, 'access');
      const changed = (await deleteRows(manager, entities.vhost, { name })) > 0;
      if (changed) await announceChange(manager, 'access');
      return { changed, value: null };
    });
  }

  createExchange({ vhost, ...definition }: ExchangeDefinition): Promise<Change<Exchange>> {
    return this.#change(async (manager) => {
      const { id: vhostId } = await requireVhost(manager, vhost);
      const key = { vhostId, name: definition.name };
      const { changed, row } = await findOrInsert(manager, entities.exchange, key, { ...definition, vhostId });
      return { changed, value: toExchange(row, vhost) };
    });
  }

  deleteExchange(id: number): Promise<Change<null>> {
    return this.#delete(entities.exchange, id);
  }

  createQueue({ vhost, ...definition }: QueueDefinition, connection: ConnectionId | null): Promise<Change<Queue>> {
    return this.#change(async (manager) => {
      const { id: vhostId } = await requireVhost(manager, vhost);
      const key = { vhostId, name: definition.name };
      const { changed, row } = await findOrInsert(manager, entities.queue, key, {
        ...definition,
        vhostId,
        createdAt: new Date(),
        connectionId: connection === null ? null : String(connection),
      });
      return { changed, value: toQueue(row, vhost) };
    });
  }

  deleteQueue(id: number): Promise<Change<null>> {
    return this.#delete(entities.queue, id);
  }

  createBinding(binding: Omit<Binding, 'id'>): Promise<Change<Binding>> {
    return this.#change(async (manager) => {
      const fresh = await bindingRow(manager, binding);
      const { changed, row } = await findOrInsert(manager, entities.binding, bindingKey(fresh), fresh);
      return { changed, value: toBinding(row, binding) };
    });
  }

  deleteBinding(id: number): Promise<Change<null>> {
    return this.#delete(entities.binding, id);
  }

  putPolicy({ vhost, ...policy }: Omit<Policy, 'id'>): Promise<Change<Policy>> {
    return this.#change(async (manager) => {
      const { id: vhostId } = await requireVhost(manager, vhost);
      const existing = await manager.findOneBy(entities.policy, { vhostId, name: policy.name });
      if (existing === null) {
        return { changed: true, value: toPolicy(await insertRow(manager, entities.policy, { ...policy, vhostId }), vhost) };
      }
      await manager.update(entities.policy, { id: existing.id }, policy);
      return { changed: true, value: { ...policy, vhost, id: existing.id } };
    });
  }

  deletePolicy(vhost: string, name: string): Promise<Change<null>> {
    return this.#change(async (manager) => {
      const { id: vhostId } = await requireVhost(manager, vhost);
      return { changed: (await deleteRows(manager, entities.policy, { vhostId, name })) > 0, value: null };
    });
  }

  #change<T>(work: (manager: EntityManager) => Promise<Outcome<T>>): Promise<Change<T>> {
    return change(this.#source, 'topology', work);
  }

  #delete(entity: typeof entities.exchange | typeof entities.queue | typeof entities.binding, id: number): Promise<Change<null>> {
    return this.#change(async (manager) => {
      const { affected } = await manager.delete(entity.options.name, { id });
      return { changed: (affected ?? 0) > 0, value: null };
    });
  }
}

async function bindingRow(manager: EntityManager, binding: Omit<Binding, 'id'>): Promise<Omit<BindingRow, 'id'>> {
  const { id: vhostId } = await requireVhost(manager, binding.vhost);
  const exchangeId = async (name: string): Promise<number> =>
    (
      await requireRow(
        manager,
        entities.exchange,
        { vhostId, name },
        'exchange_not_found',
        notFound('exchange', name, binding.vhost),
      )
    ).id;
  const queueId = async (name: string): Promise<number> =>
    (await requireRow(manager, entities.queue, { vhostId, name }, 'queue_not_found', notFound('queue', name, binding.vhost))).id;
  const toQueue = binding.destinationKind === 'queue';
  return {
    vhostId,
    sourceId: await exchangeId(binding.source),
    destinationQueueId: toQueue ? await queueId(binding.destination) : null,
    destinationExchangeId: toQueue ? null : await exchangeId(binding.destination),
    routingKey: binding.routingKey,
    arguments: binding.arguments,
    argumentsHash: argumentsHash(binding.arguments),
  };
}

function bindingKey(row: Omit<BindingRow, 'id'>) {
  const { sourceId, routingKey, argumentsHash: hash } = row;
  const destination =
    row.destinationQueueId === null
      ? { destinationExchangeId: row.destinationExchangeId! }
      : { destinationQueueId: row.destinationQueueId };
  return { sourceId, routingKey, argumentsHash: hash, ...destination };
}

function notFound(kind: string, name: string, vhost: string): string {
  return `no ${kind} '${name}' in vhost '${vhost}'`;
}
