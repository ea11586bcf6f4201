import { createBroker, systemClock, type Broker, type Log } from '@howdah/core';
import { createAmqpServer, type AmqpServer } from '@howdah/protocol-amqp';
import {
  MemoryAccessStore,
  MemoryDatabase,
  MemoryMessageStore,
  MemoryPresenceStore,
  MemoryTopologyStore,
} from '@howdah/storage-memory';

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Brokers on one database in memory that listen on one port, one after the other. */
export class Listener {
  readonly #database = new MemoryDatabase(systemClock);
  readonly #topologyStore = new MemoryTopologyStore();
  readonly #accessStore = new MemoryAccessStore();
  #broker: Broker | undefined;
  #server: AmqpServer | undefined;
  #port = 0;

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${this.#port}`;
  }

  get broker(): Broker {
    return this.#broker!;
  }

  async start(): Promise<this> {
    const broker = createBroker({
      messageStore: new MemoryMessageStore(this.#database),
      topologyStore: this.#topologyStore,
      accessStore: this.#accessStore,
      presenceStore: new MemoryPresenceStore(this.#database),
      passwordHasher: { hash: async (password) => password, verify: async (hash, password) => hash === password },
      clock: systemClock,
      log: silent,
    });
    await broker.start();
    await broker.ensureAdministrator('guest', 'guest');
    const settings = { broker, clock: systemClock, log: silent, host: '127.0.0.1', maxConnections: 1_000 };
    this.#server = await createAmqpServer({ ...settings, port: this.#port });
    this.#port = this.#server.address.port;
    this.#broker = broker;
    return this;
  }

  /** Clients are cut off at once. */
  async stop(): Promise<void> {
    await this.#server?.close(0);
    await this.#broker?.stop(1_000);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }
}
