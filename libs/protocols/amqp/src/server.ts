import type { Broker, Clock, Log } from '@howdah/core';
import { createSocketServer, type ListenAddress, type TlsSettings } from '@howdah/protocol-socket';
import { AmqpConnection } from './connection/connection.js';
import { defaultOptions, type AmqpOptions } from './options.js';

export interface AmqpServerSettings {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly log: Log;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Without it the connections are not encrypted. */
  readonly tls?: TlsSettings;
  /** Connections beyond it are closed as they come. */
  readonly maxConnections: number;
  readonly options?: Partial<AmqpOptions>;
}

export interface AmqpServer {
  readonly address: ListenAddress;
  readonly connectionCount: number;
  /** Accepts no more, takes leave of the clients, and resolves when they are gone, at the latest `graceMs` from now. */
  close(graceMs: number): Promise<void>;
}

/** Listens for AMQP 0-9-1 clients. Rejects with Node's error when it cannot. */
export async function createAmqpServer(settings: AmqpServerSettings): Promise<AmqpServer> {
  const { broker, clock, log, host, port, tls, maxConnections } = settings;
  const context = { broker, clock, log, options: { ...defaultOptions, ...settings.options } };
  const server = createSocketServer({
    ...{ host, port, log },
    ...(tls === undefined ? {} : { tls }),
    limits: { maxConnections },
    onSocket: (socket) => new AmqpConnection(socket, context),
  });
  const address = await server.listen();
  return {
    address,
    get connectionCount() {
      return server.connectionCount;
    },
    close: (graceMs) => server.close(graceMs),
  };
}
