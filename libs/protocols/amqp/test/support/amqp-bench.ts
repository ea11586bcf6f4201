import { createBroker, systemClock, type Broker, type Clock, type Log, type Permission, type Session } from '@howdah/core';
import { createAmqpServer, type AmqpOptions, type AmqpServer, type AmqpServerSettings } from '@howdah/protocol-amqp';
import {
  MemoryAccessStore,
  MemoryDatabase,
  MemoryMessageStore,
  MemoryPresenceStore,
  MemoryTopologyStore,
} from '@howdah/storage-memory';
import { onTestFinished, vi } from 'vitest';
import { RawClient, type LoginSettings } from './raw-client.js';
import { TestChannel } from './test-channel.js';

interface BenchSettings extends Partial<Pick<AmqpServerSettings, 'tls' | 'maxConnections' | 'host'>> {
  /** The listener's and the broker's. Default: the system's. */
  readonly clock?: Clock;
}

/** An AMQP listener on a broker with memory stores. */
export class AmqpBench {
  private constructor(
    readonly broker: Broker,
    readonly server: AmqpServer,
    readonly logged: readonly string[],
    /** The administrator's. */
    readonly session: Session,
  ) {}

  static async start(options: Partial<AmqpOptions> = {}, settings: BenchSettings = {}): Promise<AmqpBench> {
    const { clock = systemClock, ...listener } = settings;
    const logged: string[] = [];
    const log: Log = {
      info: () => undefined,
      warn: (message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`),
      error: (message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`),
    };
    const broker = createMemoryBroker(clock, log);
    await broker.start();
    await broker.ensureAdministrator('guest', 'guest');
    const session = await broker.access.login({ user: 'guest', password: 'guest', loopback: true });
    const server = await createAmqpServer({
      ...{ broker, log, clock, host: '127.0.0.1', port: 0, maxConnections: 1_000, options },
      ...listener,
    });
    onTestFinished(async () => {
      await server.close(0);
      await broker.stop(1_000);
    });
    return new AmqpBench(broker, server, logged, session);
  }

  get port(): number {
    return this.server.address.port;
  }

  open(settings: LoginSettings = {}): Promise<RawClient> {
    return RawClient.open({ port: this.port, ...settings });
  }

  /** With channel 1 open. */
  async openWithChannel(settings: LoginSettings = {}): Promise<RawClient> {
    const client = await this.open(settings);
    await client.channel(1);
    return client;
  }

  /** Channel 1 of a connection of its own. */
  async channel(settings: LoginSettings = {}): Promise<TestChannel> {
    return new TestChannel(await this.openWithChannel(settings));
  }

  socket(readsFrames = true): Promise<RawClient> {
    return RawClient.socket(this.port, readsFrames);
  }

  /** Resolves when a line that matches was logged. */
  async untilLogged(pattern: RegExp): Promise<void> {
    await vi.waitUntil(() => this.logged.some((line) => pattern.test(line)), { timeout: 20_000, interval: 5 });
  }

  /** Resolves when the listener has so many connections. */
  async untilConnections(count: number): Promise<void> {
    await vi.waitUntil(() => this.server.connectionCount === count, { timeout: 20_000, interval: 5 });
  }

  /** With these permissions; those not named are ''. */
  async user(name: string, permission: Partial<Omit<Permission, 'user'>> = {}): Promise<void> {
    const { access } = this.broker;
    await access.putUser(this.session, { name, password: `password of ${name}`, role: 'none' });
    await access.putPermission(this.session, { user: name, vhost: '/', configure: '', write: '', read: '', ...permission });
  }

  /** The login of a user made by `user`. */
  loginOf(user: string): LoginSettings {
    return { user, password: `password of ${user}` };
  }
}

function createMemoryBroker(clock: Clock, log: Log): ReturnType<typeof createBroker> {
  const database = new MemoryDatabase(clock);
  return createBroker({
    messageStore: new MemoryMessageStore(database),
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
}
