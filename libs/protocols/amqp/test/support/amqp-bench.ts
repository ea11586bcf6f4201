import { createBroker, systemClock, type Broker, type Log } from '@howdah/core';
import { createAmqpServer, type AmqpOptions, type AmqpServer } from '@howdah/protocol-amqp';
import {
  MemoryAccessStore,
  MemoryDatabase,
  MemoryMessageStore,
  MemoryPresenceStore,
  MemoryTopologyStore,
} from '@howdah/storage-memory';
import { onTestFinished } from 'vitest';
import { RawClient, type ClientSettings } from './raw-client.js';

/** An AMQP listener on a broker with memory stores. */
export class AmqpBench {
  private constructor(
    readonly broker: Broker,
    readonly server: AmqpServer,
    readonly logged: readonly string[],
  ) {}

  static async start(options: Partial<AmqpOptions> = {}): Promise<AmqpBench> {
    const logged: string[] = [];
    const log: Log = {
      info: () => undefined,
      warn: (message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`),
      error: (message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`),
    };
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
    onTestFinished(async () => {
      await server.close(0);
      await broker.stop(1_000);
    });
    return new AmqpBench(broker, server, logged);
  }

  get port(): number {
    return this.server.address.port;
  }

  open(settings: Omit<ClientSettings, 'port'> = {}): Promise<RawClient> {
    return RawClient.open({ port: this.port, ...settings });
  }

  /** With channel 1 open. */
  async openWithChannel(settings: Omit<ClientSettings, 'port'> = {}): Promise<RawClient> {
    const client = await this.open(settings);
    await client.channel(1);
    return client;
  }

  socket(readsFrames = true): Promise<RawClient> {
    return RawClient.socket(this.port, readsFrames);
  }
}
