import { createBroker, type Broker, type Log, type Session } from '@howdah/core';
import {
  argon2Hasher,
  Notifications,
  openDataSource,
  PostgresAccessStore,
  PostgresMessageStore,
  PostgresPresenceStore,
  PostgresTopologyStore,
} from '@howdah/storage-postgres';
import { onTestFinished } from 'vitest';

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface RunningBroker {
  readonly broker: Broker;
  /** Of the administrator. */
  readonly session: Session;
  readonly store: PostgresMessageStore;
}

/** On a migrated database; it ends with the test. */
export async function startBroker(url: string): Promise<RunningBroker> {
  const notifications = new Notifications({ url });
  const dataSource = await openDataSource({ url });
  const presenceStore = new PostgresPresenceStore({ url, notifications });
  const store = new PostgresMessageStore({ url, notifications, name: 'test' });
  const broker = createBroker({
    ...{ messageStore: store, presenceStore, clock: store.clock, log: silent, passwordHasher: argon2Hasher },
    topologyStore: new PostgresTopologyStore(dataSource, notifications, () => store.owner),
    accessStore: new PostgresAccessStore(dataSource, notifications),
  });
  await broker.start();
  onTestFinished(async () => {
    await broker.stop(5_000);
    await Promise.all([presenceStore.close(), notifications.close(), dataSource.destroy()]);
  });
  await broker.ensureAdministrator('guest', 'guest');
  return { broker, store, session: await broker.access.login({ user: 'guest', password: 'guest', loopback: true }) };
}
