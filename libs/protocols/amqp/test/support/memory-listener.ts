import { createBroker, systemClock, type Broker, type Clock, type Log } from '@howdah/core';
import { createAmqpServer, type AmqpServer, type AmqpServerSettings } from '@howdah/protocol-amqp';
import {
  MemoryAccessStore,
  MemoryDatabase,
  MemoryMessageStore,
  MemoryPresenceStore,
  MemoryTopologyStore,
} from '@howdah/storage-memory';

export interface MemoryListener {
  readonly broker: Broker;
  readonly server: AmqpServer;
  readonly stop: () => Promise<void>;
}

export interface MemoryListenerSettings extends Partial<Pick<AmqpServerSettings, 'tls' | 'maxConnections' | 'host' | 'options'>> {
  /** The listener's and the broker's. Default: the system's. */
  readonly clock?: Clock;
  /** Instead of a plain one. */
  readonly messageStore?: (database: MemoryDatabase) => MemoryMessageStore;
}

/** An AMQP listener on a broker with memory stores, and the administrator guest with the password guest. */
export async function startMemoryListener(log: Log, settings: MemoryListenerSettings = {}): Promise<MemoryListener> {
  const { clock = systemClock, messageStore = plainStore, ...listener } = settings;
  const database = new MemoryDatabase(clock);
  const broker = createBroker({
    messageStore: messageStore(database),
    topologyStore: new MemoryTopologyStore(),
    presenceStore: new MemoryPresenceStore(database),
    accessStore: new MemoryAccessStore(),
    passwordHasher: {
      hash: async (password) => `plain:${password}`,
      verify: async (hash, password) => hash === `plain:${password}`,
    },
    clock,
    log,
  });
  await broker.start();
  await broker.ensureAdministrator('guest', 'guest');
  const server = await createAmqpServer({
    ...{ broker, log, clock, host: '127.0.0.1', port: 0, maxConnections: 1_000 },
    ...listener,
  });
  const stop = async (): Promise<void> => {
    await server.close(0);
    await broker.stop(1_000);
  };
  return { broker, server, stop };
}

const plainStore = (database: MemoryDatabase): MemoryMessageStore => new MemoryMessageStore(database);
