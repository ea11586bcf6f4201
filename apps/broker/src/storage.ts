import { hostname } from 'node:os';
import {
  argon2Hasher,
  Notifications,
  openDataSource,
  PostgresAccessStore,
  PostgresMessageStore,
  PostgresPresenceStore,
  PostgresTopologyStore,
  type Primary,
} from '@howdah/storage-postgres';
import type { BrokerPorts } from '@howdah/core';
import type { ClosingStack } from './closing-stack.js';
import type { Config } from './config.js';

type StoragePorts = Pick<BrokerPorts, 'messageStore' | 'topologyStore' | 'presenceStore' | 'accessStore' | 'passwordHasher'>;

/** The core's storage ports on a migrated Postgres. The message store is closed by the broker, its user. */
export async function openStorage(
  primary: Primary,
  { replication }: Pick<Config, 'replication'>,
  closing: ClosingStack,
): Promise<StoragePorts> {
  const dataSource = await openDataSource({ primary });
  closing.push('administrative connections', () => dataSource.destroy());
  const notifications = new Notifications({ primary });
  closing.push('notifications', () => notifications.close());
  const presenceStore = new PostgresPresenceStore({ primary, notifications });
  closing.push('presence', () => presenceStore.close());
  const name = `${hostname()} (process ${process.pid})`;
  const messageStore = new PostgresMessageStore({ primary, notifications, name, replication });
  return {
    ...{ presenceStore, messageStore },
    topologyStore: new PostgresTopologyStore(dataSource, notifications, () => messageStore.owner),
    accessStore: new PostgresAccessStore(dataSource, notifications),
    passwordHasher: argon2Hasher,
  };
}
