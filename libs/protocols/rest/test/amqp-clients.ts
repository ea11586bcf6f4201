import { systemClock } from '@howdah/core';
import { createAmqpServer } from '@howdah/protocol-amqp';
import amqp, { type ChannelModel } from 'amqplib';
import { onTestFinished } from 'vitest';
import type { RestBench } from './rest-bench.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface ConnectSettings {
  readonly user?: string;
  readonly vhost?: string;
  /** As the client calls itself. */
  readonly name?: string;
}

/** An AMQP listener on the broker behind the API, and a way for clients to connect to it. */
export async function listenForAmqp({ broker }: RestBench) {
  const server = await createAmqpServer({
    ...{ broker, clock: systemClock, log: quiet, host: '127.0.0.1', port: 0, maxConnections: 100 },
  });
  onTestFinished(() => server.close(0));
  return async ({ user = 'admin', vhost = '/', name = 'client' }: ConnectSettings = {}): Promise<ChannelModel> => {
    const { port } = server.address;
    const connection = await amqp.connect(
      { protocol: 'amqp', hostname: '127.0.0.1', port, username: user, password: 'a long password', vhost },
      { clientProperties: { connection_name: name } },
    );
    onTestFinished(() => connection.close().catch(() => undefined));
    return connection;
  };
}

/** With what the broker said last; amqplib takes 320 for no error. */
export function closed(connection: ChannelModel): Promise<unknown> {
  return new Promise((resolve) => connection.once('close', resolve));
}
