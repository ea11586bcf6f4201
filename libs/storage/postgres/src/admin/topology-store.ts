import {
  argumentsHash,
  noLimits,
  type Binding,
  type Change,
  type ConnectionId,
  type Exchange,
  type ExchangeDefinition,
  type LoggedChange,
  type OwnerId,
  type Pause,
  type Policy,
  type Queue,
} from '@howdah/core';
import type { QueueDefinition, TopologyEvent, TopologyState, TopologyStore, VhostLimits, VirtualHost } from '@howdah/core';
import type { DataSource, EntityManager } from 'typeorm';
import type { Notifications } from '../notifications.js';
import { actIsRecorded, recordCurrentAct } from './audit-log.js';
import { entities, type BindingRow } from './entities.js';
import { replicatedTransaction } from './replicated-transaction.js';
import { deleteRows, findOrInsert, insertRow, requireRow, requireVhost } from './rows.js';
import { logChange, readChanges } from './topology-log.js';
import { TopologyReaders } from './topology-readers.js';
import { predeclaredRows, toBinding, toExchange, toPolicy, toQueue, toTopology, toVhost } from './topology-rows.js';
import { announceChange, lockVersion, orStorageError, readVersion, readVersioned } from './versioned-change.js';

/** What a verb found or made; `event` is null when there was nothing to do. */
type Outcome<T> = Omit<Change<T>, 'version'>;

/** The topology in Postgres, through TypeORM. Changes reach the other brokers by the channel howdah_topology. */
export class PostgresTopologyStore implements TopologyStore {
  readonly #readers = new TopologyReaders();
  /** The other brokers that lived when this one made its last change. */
  #others: readonly OwnerId[] = [];

  constructor(
    private readonly source: DataSource,
    private readonly notifications: Notifications,
    /** Who this broker is to the others. */
    private readonly owner: () => OwnerId,
  ) {
    void this.#listen('howdah_topology_seen', (payload) => {
      if (payload !== null) this.#readers.hear(payload);
    });
  }

  load(): Promise<TopologyState> {
    return readVersioned(this.source, 'topology', async (manager) => {
      const order = { id: 'ASC' } as const;
      const vhosts = await manager.find(entities.vhost, { order });
      const exchanges = await manager.find(entities.exchange, { order });
      const queues = await manager.find(entities.queue, { order });
      const bindings = await manager.find(entities.binding, { order });
      const policies = await manager.find(entities.policy, { order });
      const pauses = await manager.find(entities.pause);
      return toTopology({ vhosts, exchanges, queues, bindings, policies, pauses });
    });
  }

  version(): Promise<number> {
    return readVersion(this.source, 'topology');
  }

  changesSince(version: number): Promise<readonly LoggedChange[] | null> {
    return orStorageError(readChanges(this.source.manager, version));
  }

  onChange(listener: (version: number | null) => void): Promise<void> {
    return this.#listen('howdah_topology', (payload) => listener(payload === null ? null : Number(payload)));
  }

  tellSeen(version: number): void {
    // Who waits for it and does not hear it waits in vain, and not for long.
    const payload = `${this.owner()} ${version}`;
    this.source.query(`select pg_notify('howdah_topology_seen', $1)`, [payload]).catch(() => undefined);
  }

  seenByOthers(version: number): Promise<void> {
    return this.#readers.seenBy(this.#others, version);
  }

  createVhost(name: string, description: string): Promise<Change<VirtualHost>> {
    return this.#change(async (manager) => {
      const fresh = { name, description, ...noLimits };
      const { changed, row: vhost } = await findOrInsert(manager, entities.vhost, { name }, fresh);
      if (!changed) return { event: null, value: vhost };
      const exchanges: Exchange[] = [];
      for (const fresh of predeclaredRows(vhost.id))
        exchanges.push(toExchange(await insertRow(manager, entities.exchange, fresh), name));
      return { event: { kind: 'vhost created', vhost, exchanges }, value: vhost };
    });
  }

  setVhostLimits(name: string, limits: VhostLimits): Promise<Change<VirtualHost>> {
    return this.#change(async (manager) => {
      const vhost = { ...toVhost(await requireVhost(manager, name)), ...limits };
      await manager.update(entities.vhost, { name }, limits);
      return { event: { kind: 'vhost updated', vhost }, value: vhost };
    });
  }

  deleteVhost(name: string): Promise<Change<null>> {
    return this.#change(async (manager) => {
      // Its permissions go too, and that is a change of access.
      await lockVersion(manager, 'access');
      const changed = (await deleteRows(manager, entities.vhost, { name })) > 0;
      if (changed) await announceChange(manager, 'access');
      return deleted(changed, { kind: 'vhost deleted', name });
    });
  }

  createExchange({ vhost, ...definition }: ExchangeDefinition): Promise<Change<Exchange>> {
    return this.#change(async (manager) => {
      const { id: vhostId } = await requireVhost(manager, vhost);
      const key = { vhostId, name: definition.name };
      const { changed, row } = await findOrInsert(manager, entities.exchange, key, { ...definition, vhostId });
      const exchange = toExchange(row, vhost);
      return { event: changed ? { kind: 'exchange created', exchange } : null, value: exchange };
    });
  }

  deleteExchange(exchange: Exchange): Promise<Change<null>> {
    return this.#delete(entities.exchange, exchange.id, { kind: 'exchange deleted', exchange });
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
      const queue = toQueue(row, vhost);
      return { event: changed ? { kind: 'queue created', queue } : null, value: queue };
    });
  }

  deleteQueue(queue: Queue): Promise<Change<null>> {
    return this.#delete(entities.queue, queue.id, { kind: 'queue deleted', queue });
  }

  createBinding(definition: Omit<Binding, 'id'>): Promise<Change<Binding>> {
    return this.#change(async (manager) => {
      const fresh = await bindingRow(manager, definition);
      const { changed, row } = await findOrInsert(manager, entities.binding, bindingKey(fresh), fresh);
      const binding = toBinding(row, definition);
      return { event: changed ? { kind: 'binding created', binding } : null, value: binding };
    });
  }

  deleteBinding(binding: Binding): Promise<Change<null>> {
    return this.#delete(entities.binding, binding.id, { kind: 'binding deleted', binding });
  }

  putPolicy({ vhost, ...definition }: Omit<Policy, 'id'>): Promise<Change<Policy>> {
    return this.#change(async (manager) => {
      const { id: vhostId } = await requireVhost(manager, vhost);
      const { row } = await findOrInsert(
        manager,
        entities.policy,
        { vhostId, name: definition.name },
        { ...definition, vhostId },
      );
      await manager.update(entities.policy, { id: row.id }, definition);
      const policy = toPolicy({ ...definition, vhostId, id: row.id }, vhost);
      return { event: { kind: 'policy put', policy }, value: policy };
    });
  }

  deletePolicy(vhost: string, name: string): Promise<Change<null>> {
    return this.#change(async (manager) => {
      const { id: vhostId } = await requireVhost(manager, vhost);
      const count = await deleteRows(manager, entities.policy, { vhostId, name });
      return deleted(count > 0, { kind: 'policy deleted', vhost, name });
    });
  }

  putPause(pause: Pause): Promise<Change<Pause>> {
    return this.#change(async (manager) => {
      await requireRow(manager, entities.queue, { id: pause.queueId }, 'queue_not_found', 'the queue is gone');
      const { queueId, kind, since, until } = pause;
      await deleteRows(manager, entities.pause, { queueId, kind });
      const row = { ...pause, since: new Date(since), until: until === null ? null : new Date(until) };
      await manager.insert(entities.pause, row);
      return { event: { kind: 'queue paused', pause }, value: pause };
    });
  }

  deletePause({ queueId, kind, since }: Pick<Pause, 'queueId' | 'kind' | 'since'>): Promise<Change<null>> {
    return this.#change(async (manager) => {
      const count = await deleteRows(manager, entities.pause, { queueId, kind, since: new Date(since) });
      return deleted(count > 0, { kind: 'queue resumed', queueId, paused: kind });
    });
  }

  /** Under the lock of the version: one change after the other, by whichever broker. */
  async #change<T>(work: (manager: EntityManager) => Promise<Outcome<T>>): Promise<Change<T>> {
    const change = await orStorageError(
      replicatedTransaction(this.source, async (manager) => {
        const version = await lockVersion(manager, 'topology');
        const outcome = await work(manager);
        if (outcome.event === null) return { ...outcome, version };
        await recordCurrentAct(manager);
        const logged = await logChange(manager, outcome.event, this.owner());
        this.#others = logged.others;
        return { ...outcome, version: logged.version };
      }),
    );
    if (change.event !== null) actIsRecorded();
    return change;
  }

  #delete(
    entity: typeof entities.exchange | typeof entities.queue | typeof entities.binding,
    id: number,
    event: TopologyEvent,
  ): Promise<Change<null>> {
    return this.#change(async (manager) => {
      const { affected } = await manager.delete(entity.options.name, { id });
      return deleted((affected ?? 0) > 0, event);
    });
  }

  /** Without notifications the poll of the version is what is left; it reports the trouble. */
  #listen(channel: string, listener: (payload: string | null) => void): Promise<void> {
    return this.notifications.listen(channel, listener).catch(() => undefined);
  }
}

const deleted = (changed: boolean, event: TopologyEvent): Outcome<null> => ({ event: changed ? event : null, value: null });

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
