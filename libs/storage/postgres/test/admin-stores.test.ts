import { accessStoreSuite, topologyStoreSuite } from '@howdah/storage-conformance';
import { createDatabase } from '@howdah/testing';
import type { DataSource } from 'typeorm';
import { migrate, Notifications, openDataSource, PostgresAccessStore, PostgresTopologyStore } from '@howdah/storage-postgres';

/** Two brokers' stores over one database. */
async function pair<T>(make: (source: DataSource, notifications: Notifications) => T) {
  const database = await createDatabase();
  await migrate(database);
  const sources = [await openDataSource(database), await openDataSource(database)] as const;
  const notifications = [new Notifications(database), new Notifications(database)] as const;
  return {
    store: make(sources[0], notifications[0]),
    peer: make(sources[1], notifications[1]),
    async close() {
      await Promise.all([...sources.map((source) => source.destroy()), ...notifications.map((one) => one.close())]);
      await database.drop();
    },
  };
}

topologyStoreSuite('PostgresTopologyStore', () =>
  pair((source, notifications) => new PostgresTopologyStore(source, notifications, () => 1)),
);
accessStoreSuite('PostgresAccessStore', () => pair((source, notifications) => new PostgresAccessStore(source, notifications)));
