import { createBroker, systemClock, type Broker, type Log } from '@howdah/core';
import { createAmqpServer, type AmqpOptions, type AmqpServer } from '@howdah/protocol-amqp';
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

/** An AMQP listener on a broker with memory stores, and the administrator guest with the password guest. */
export async function startMemoryListener(log: Log, options: Partial<AmqpOptions> = {}): Promise<MemoryListener> {
  const database = new MemoryDatabase(systemClock);
  const broker = createBroker({
    messageStore: new MemoryMessageStore(database),
    topologyStore: new MemoryTopologyStore(),
    presenceStore: new MemoryPresenceStore(database),
    accessStore: new MemoryAccessStore(),
    passwordHasher: {
      hash: async (password) => `plain:${password}`,
      verify: async (hash, password) => hash === `plain:${password}`,
    },
    clock: systemClock,
    log,
  });
  await broker.start();
  await broker.ensureAdministrator('guest', 'guest');
  const server = await createAmqpServer({
    ...{ broker, log, clock: systemClock, host: '127.0.0.1', port: 0, maxConnections: 1_000, options },
  });
  const stop = async (): Promise<void> => {
    await server.close(0);
    await broker.stop(1_000);
  };
  return { broker, server, stop };
}
