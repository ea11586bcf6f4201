import { hostname } from 'node:os';
import {
  argon2Hasher,
  Notifications,
  openDataSource,
  PostgresAccessStore,
  PostgresClusterStore,
  PostgresMessageStore,
  PostgresPresenceStore,
  PostgresTopologyStore,
  parseReplicaUrls,
  ReplicaReader,
  type Primary,
} from '@howdah/storage-postgres';
import type { BrokerPorts, Log } from '@howdah/core';
import type { ClosingStack } from './closing-stack.js';
import type { Config } from './config.js';

type StoragePorts = Pick<
  BrokerPorts,
  'messageStore' | 'topologyStore' | 'presenceStore' | 'accessStore' | 'clusterStore' | 'passwordHasher' | 'clock'
>;

interface Opening {
  readonly closing: ClosingStack;
  readonly log: Log;
  readonly version: string;
  /** URLs at which this broker takes clients; grows while it starts. */
  readonly addresses: readonly string[];
}

/** The core's storage ports on a migrated Postgres. The message store is closed by the broker, its user. */
export async function openStorage(
  primary: Primary,
  config: Pick<Config, 'replication' | 'replicaUrls' | 'replicaLagMsMax'>,
  { closing, log, version, addresses }: Opening,
): Promise<StoragePorts> {
  const dataSource = await openDataSource({ primary });
  closing.push('administrative connections', () => dataSource.destroy());
  const notifications = new Notifications({ primary });
  closing.push('notifications', () => notifications.close());
  const presenceStore = new PostgresPresenceStore({ primary, notifications });
  closing.push('presence', () => presenceStore.close());
  const reader = openReader(primary, config, log);
  closing.push('reads', () => reader.close());
  const name = `${hostname()} (process ${process.pid})`;
  const { replication } = config;
  const details = () => ({ version, addresses });
  const messageStore = new PostgresMessageStore({ primary, notifications, name, replication, reader, details });
  return {
    ...{ presenceStore, messageStore, clock: messageStore.clock },
    topologyStore: new PostgresTopologyStore(dataSource, notifications, () => messageStore.owner),
    accessStore: new PostgresAccessStore(dataSource, notifications, reader),
    clusterStore: new PostgresClusterStore(primary, reader),
    passwordHasher: argon2Hasher,
  };
}

function openReader(
  primary: Primary,
  { replicaUrls, replicaLagMsMax: lagMsMax }: Pick<Config, 'replicaUrls' | 'replicaLagMsMax'>,
  log: Log,
): ReplicaReader {
  if (replicaUrls === undefined) return new ReplicaReader({ primary, lagMsMax, log });
  return new ReplicaReader({ primary, nodes: replicaUrls === null ? [] : parseReplicaUrls(replicaUrls), lagMsMax, log });
}
