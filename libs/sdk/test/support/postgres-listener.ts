import { createBroker, systemClock, type Log } from '@howdah/core';
import { createAmqpServer } from '@howdah/protocol-amqp';
import {
  Notifications,
  openDataSource,
  PostgresAccessStore,
  PostgresMessageStore,
  PostgresPresenceStore,
  PostgresTopologyStore,
} from '@howdah/storage-postgres';

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface PostgresListener {
  readonly url: string;
  readonly store: PostgresMessageStore;
  stop(): Promise<void>;
}

/** A broker on a migrated database that listens. */
export async function listenOnPostgres(url: string): Promise<PostgresListener> {
  const notifications = new Notifications({ url });
  const dataSource = await openDataSource({ url });
  const presenceStore = new PostgresPresenceStore({ url, notifications });
  const store = new PostgresMessageStore({ url, notifications, name: 'test' });
  const broker = createBroker({
    ...{ messageStore: store, presenceStore, clock: store.clock, log: silent },
    passwordHasher: { hash: async (password) => password, verify: async (hash, password) => hash === password },
    topologyStore: new PostgresTopologyStore(dataSource, notifications, () => store.owner),
    accessStore: new PostgresAccessStore(dataSource, notifications),
  });
  await broker.start();
  await broker.ensureAdministrator('guest', 'guest');
  const server = await createAmqpServer({
    ...{ broker, clock: systemClock, log: silent, host: '127.0.0.1', port: 0, maxConnections: 100 },
  });
  return {
    url: `amqp://guest:guest@127.0.0.1:${server.address.port}`,
    store,
    async stop() {
      await server.close(0);
      await broker.stop(5_000);
      await Promise.all([presenceStore.close(), notifications.close(), dataSource.destroy()]);
    },
  };
}
