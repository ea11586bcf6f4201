import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { sessionSettings } from './session-settings.js';

/** What pg's type declarations leave out of a client. */
interface Inside {
  readonly connection: { ssl: boolean | ConnectionOptions; readonly stream: { destroy(): void } };
  host: string;
  port: number;
}

/**
 * A client of which the address is told when it connects, so that no name is looked up by it. Its broken connection is
 * not an event of its own: the query under way rejects, or the next one. Without a listener the event would end the
 * process; a pool listens only while the client is idle, not while it hands it out.
 */
export class AddressedClient extends pg.Client {
  constructor(config: pg.ClientConfig = {}) {
    super({ ...config, options: [sessionSettings, config.options ?? ''].join(' ').trimEnd() });
    this.on('error', () => undefined);
  }

  /** `host` is what the server's certificate is checked against. */
  aim(host: string, address: string, port: number): void {
    const inside = this as unknown as Inside;
    inside.host = address;
    inside.port = port;
    const { ssl } = inside.connection;
    if (ssl !== false && host !== address) inside.connection.ssl = { ...(ssl === true ? {} : ssl), servername: host };
  }

  /** Whatever is under way rejects at once, and its outcome is unknown. */
  cut(): void {
    (this as unknown as Inside).connection.stream.destroy();
  }
}
