import { systemClock, type Broker } from '@howdah/core';
import { createAmqpServer, type AmqpServer, type AmqpServerSettings } from '@howdah/protocol-amqp';
import type { TlsSettings } from '@howdah/protocol-socket';
import type { Config, TlsConfig } from './config.js';
import { listening } from './listen.js';
import type { Starting } from './start.js';
import { closeAmqp } from './stop.js';

interface AmqpListener {
  readonly name: string;
  readonly scheme: 'amqp' | 'amqps';
  /** 0 takes any free one. */
  readonly port: number;
  readonly portVariable: string;
  readonly tls?: TlsSettings;
}

/** Opens the AMQP listeners that the configuration wants, and returns the URLs at which a program on this machine reaches them. */
export async function openAmqp(broker: Broker, starting: Starting): Promise<readonly string[]> {
  const listeners = wantedListeners(starting.config);
  if (listeners.length === 0) return [];
  const servers: AmqpServer[] = [];
  starting.closing.push('AMQP', () => closeAmqp(servers, starting));
  const addresses: string[] = [];
  for (const listener of listeners) {
    const server = await open(listener, broker, starting);
    const { host, port } = server.address;
    servers.push(server, ...(await openCompanion({ ...listener, port }, broker, starting)));
    addresses.push(`${listener.scheme}://${host}:${port}`);
  }
  return addresses;
}

/** What a client that looks up `localhost`, or this machine's name, may try first. */
const companions: Readonly<Record<string, string>> = { '127.0.0.1': '::1', '0.0.0.0': '::', '::': '0.0.0.0' };

/** Also on the other version of IP, where the machine has it. */
async function openCompanion(listener: AmqpListener, broker: Broker, starting: Starting): Promise<readonly AmqpServer[]> {
  const host = companions[starting.config.host];
  if (host === undefined) return [];
  return createAmqpServer(settingsOf(listener, host, broker, starting)).then(
    (server) => [server],
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') return [];
      throw error;
    },
  );
}

function wantedListeners({ amqp, tls }: Config): readonly AmqpListener[] {
  const plain = { name: 'AMQP', scheme: 'amqp', portVariable: 'HOWDAH_AMQP_PORT' } as const;
  const encrypted = { name: 'AMQP over TLS', scheme: 'amqps', portVariable: 'HOWDAH_AMQPS_PORT' } as const;
  return [
    ...(amqp.port === null ? [] : [{ ...plain, port: amqp.port }]),
    ...(amqp.tlsPort === null || tls === undefined ? [] : [{ ...encrypted, port: amqp.tlsPort, tls: tlsSettings(tls) }]),
  ];
}

function open(listener: AmqpListener, broker: Broker, starting: Starting): Promise<AmqpServer> {
  const { name, port, portVariable } = listener;
  const { host } = starting.config;
  const settings = settingsOf(listener, host, broker, starting);
  return starting.progress.step(name, () => listening({ name, host, port, portVariable }, () => createAmqpServer(settings)));
}

function settingsOf({ port, tls }: AmqpListener, host: string, broker: Broker, { config, log }: Starting): AmqpServerSettings {
  const { maxConnections, ...amqp } = config.amqp;
  const options = { ...amqp, maxBodyBytes: config.maxMessageBytes };
  return { broker, log, clock: systemClock, host, port, maxConnections, options, ...(tls && { tls }) };
}

function tlsSettings({ cert, key, ca, requiresClientCertificate }: TlsConfig): TlsSettings {
  return { cert: cert.content, key: key.content, requiresClientCertificate, ...(ca && { ca: ca.content }) };
}
