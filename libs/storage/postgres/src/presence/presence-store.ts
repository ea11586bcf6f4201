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
import type { Notifications } from '../notifications.js';
import { primaryOf, type DatabaseSource } from '../primary/primary.js';
import { statements } from '../statements.js';
import { int4Array, int8Array } from '../wire/array-parameters.js';
import { Database, type Connection } from '../wire/database.js';
import { restorePresence } from './restore.js';
import { toConnection, toConsumer } from './rows.js';

export type PostgresPresenceStoreOptions = DatabaseSource & {
  readonly notifications: Notifications;
};

/** Few and short transactions: declaring and consuming are rare next to publishing. */
const connections = 2;
/** Longer reasons are cut: a notification holds 8000 bytes. */
const reasonBytesMax = 1_000;

/** Who is connected, in Postgres; the brokers tell each other by the channel howdah_presence. */
export class PostgresPresenceStore implements PresenceStore {
  readonly #database: Database;
  #onChange: (queueId: QueueId) => void = () => undefined;
  #onCloseRequest: (id: ConnectionId, reason: string) => void = () => undefined;

  constructor({ notifications, ...source }: PostgresPresenceStoreOptions) {
    const primary = primaryOf(source);
    this.#database = new Database({ primary, connections, applicationName: 'howdah-presence', waitsForDisk: false });
    // Without notifications the core's poll is what is left.
    notifications.listen('howdah_presence', (payload) => this.#notified(payload)).catch(() => undefined);
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async addConnection({ id, owner, vhost, user, name, connectedAt, details }: ConnectionRecord): Promise<void> {
    await this.#database.run(statements.addConnection, [id, owner, vhost, user, name, connectedAt, storableJson(details)]);
  }

  async removeConnections(ids: readonly ConnectionId[]): Promise<void> {
    await this.#transaction(async (connection) => {
      const rows = await connection.run(statements.consumersOfConnections, [int8Array(ids)]);
      if (rows.length > 0)
        await removeConsumers(
          connection,
          rows.map(({ id }) => id as ConsumerId),
        );
      await connection.run(statements.removeConnections, [int8Array(ids)]);
    });
  }

  async listConnections(): Promise<readonly ConnectionRecord[]> {
    return (await this.#database.run(statements.listConnections, [])).map(toConnection);
  }

  async countConnections(vhost: string): Promise<number> {
    const [row] = await this.#database.run(statements.countConnections, [vhost]);
    return row!['connections'] as number;
  }

  addConsumer(consumer: ConsumerRecord): Promise<Admission> {
    return this.#transaction(async (connection) => {
      await connection.run(statements.lockQueues, [int4Array([consumer.queueId])]);
      return admit(connection, consumer);
    });
  }

  async removeConsumers(ids: readonly ConsumerId[]): Promise<readonly QueueId[]> {
    if (ids.length === 0) return [];
    return this.#transaction((connection) => removeConsumers(connection, ids));
  }

  async listConsumers(queueIds: readonly QueueId[]): Promise<readonly PresentConsumer[]> {
    return (await this.#database.run(statements.listConsumers, [int4Array(queueIds)])).map(toConsumer);
  }

  countConsumers(queueIds: readonly QueueId[]): Promise<readonly number[]> {
    return this.#database.with((connection) => countConsumers(connection, queueIds));
  }

  async countAllConsumers(): Promise<ReadonlyMap<QueueId, number>> {
    const rows = await this.#database.run(statements.countAllConsumers, []);
    return new Map(rows.map((row) => [row['queue_id'] as QueueId, row['consumers'] as number]));
  }

  onChange(listener: (queueId: QueueId) => void): void {
    this.#onChange = listener;
  }

  async touchQueue(queueId: QueueId): Promise<void> {
    await this.#database.run(statements.touchQueue, [queueId]);
  }

  async findUnusedQueues(
    queues: readonly { readonly queueId: QueueId; readonly expiresMs: number }[],
  ): Promise<readonly QueueId[]> {
    const rows = await this.#database.run(statements.findUnusedQueues, [
      int4Array(queues.map(({ queueId }) => queueId)),
      int8Array(queues.map(({ expiresMs }) => expiresMs)),
    ]);
    return rows.map((row) => row['queue_id'] as QueueId);
  }

  async forgetQueue(queueId: QueueId): Promise<void> {
    await this.#database.run(statements.forgetPresence, [queueId]);
  }

  async findOrphans(): Promise<{ readonly connections: readonly ConnectionId[]; readonly queueIds: readonly QueueId[] }> {
    const orphans = (await this.#database.run(statements.orphanedConnections, [])).map(({ id }) => id as ConnectionId);
    if (orphans.length === 0) return { connections: [], queueIds: [] };
    const rows = await this.#database.run(statements.orphanedQueues, [int8Array(orphans)]);
    return { connections: orphans, queueIds: rows.map((row) => row['queue_id'] as QueueId) };
  }

  async findConsumersOfUnknown(): Promise<readonly ConsumerId[]> {
    return (await this.#database.run(statements.consumersOfUnknown, [])).map(({ id }) => id as ConsumerId);
  }

  restore(owner: OwnerId, own: () => OwnPresence): Promise<readonly ConsumerId[]> {
    const known = {
      digest: async () => (await this.#database.run(statements.digestOwnPresence, [owner]))[0]!['digest'] as string,
      read: () => this.#database.run(statements.listOwnPresence, [owner]),
    };
    return restorePresence(this, known, own);
  }

  async requestClose(id: ConnectionId, reason: string): Promise<boolean> {
    const short = Buffer.from(reason).subarray(0, reasonBytesMax).toString();
    return (await this.#database.run(statements.requestClose, [id, short])).length > 0;
  }

  onCloseRequest(listener: (id: ConnectionId, reason: string) => void): void {
    this.#onCloseRequest = listener;
  }

  /** `active <queue>` or `close <connection> <reason>`. */
  #notified(payload: string | null): void {
    if (payload === null) return;
    const [word, id = '', ...rest] = payload.split(' ');
    if (word === 'active') this.#onChange(Number(id));
    if (word === 'close') this.#onCloseRequest(Number(id), rest.join(' '));
  }

  #transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    // A connection whose transaction failed is discarded, and with it what it did.
    return this.#database.with(async (connection) => {
      await connection.execute('begin');
      const result = await work(connection);
      await connection.execute('commit');
      return result;
    });
  }
}

/** Under the queues' locks, in the transaction of `connection`. Returns the queues that have no consumer left. */
async function removeConsumers(connection: Connection, ids: readonly ConsumerId[]): Promise<QueueId[]> {
  await connection.run(statements.lockQueuesOfConsumers, [int8Array(ids)]);
  const rows = await connection.run(statements.removeConsumers, [int8Array(ids)]);
  const queueIds = rows.map((row) => row['queue_id'] as QueueId);
  if (queueIds.length === 0) return [];
  await connection.run(statements.promoteConsumers, [int4Array(queueIds)]);
  const counts = await countConsumers(connection, queueIds);
  return queueIds.filter((_, index) => counts[index] === 0);
}

/** Clients say what they like of themselves; jsonb takes no NUL and no half of a character. */
function storableJson(details: ConnectionRecord['details']): string {
  return JSON.stringify(details, (_key, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value).toString().replaceAll('\0', '\ufffd') : value,
  );
}

async function admit(
  connection: Connection,
  { id, connection: holder, queueId, tag, priority, exclusive, singleActive }: ConsumerRecord,
): Promise<Admission> {
  const [row] = await connection.run(statements.addConsumer, [id, holder, queueId, tag, priority, exclusive, singleActive]);
  return row!['admission'] as Admission;
}

async function countConsumers(connection: Connection, queueIds: readonly QueueId[]): Promise<number[]> {
  const rows = await connection.run(statements.countConsumers, [int4Array(queueIds)]);
  const counts = new Map(rows.map((row) => [row['queue_id'] as QueueId, row['consumers'] as number]));
  return queueIds.map((queueId) => counts.get(queueId) ?? 0);
}
