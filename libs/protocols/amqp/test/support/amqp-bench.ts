import type { Broker, Log, Permission, Session } from '@howdah/core';
import type { AmqpOptions, AmqpServer } from '@howdah/protocol-amqp';
import { onTestFinished, vi } from 'vitest';
import { startMemoryListener, type MemoryListenerSettings } from './memory-listener.js';
import { RawClient, type LoginSettings } from './raw-client.js';
import { TestChannel } from './test-channel.js';

/** An AMQP listener on a broker with memory stores. */
export class AmqpBench {
  private constructor(
    readonly broker: Broker,
    readonly server: AmqpServer,
    readonly logged: readonly string[],
    /** The administrator's. */
    readonly session: Session,
  ) {}

  static async start(
    options: Partial<AmqpOptions> = {},
    settings: Omit<MemoryListenerSettings, 'options'> = {},
  ): Promise<AmqpBench> {
    const logged: string[] = [];
    const log: Log = {
      info: () => undefined,
      warn: (message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`),
      error: (message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`),
    };
    const { broker, server, stop } = await startMemoryListener(log, { ...settings, options });
    onTestFinished(stop);
    const session = await broker.access.login({ user: 'guest', password: 'guest', loopback: true });
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
