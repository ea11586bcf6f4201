import type { Broker, Log } from '@howdah/core';
import type { AmqpOptions, AmqpServer } from '@howdah/protocol-amqp';
import { onTestFinished } from 'vitest';
import { startMemoryListener } from './memory-listener.js';
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
    const { broker, server, stop } = await startMemoryListener(log, options);
    onTestFinished(stop);
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
