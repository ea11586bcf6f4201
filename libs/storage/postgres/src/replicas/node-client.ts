import type pg from 'pg';
import { AddressedClient } from '../primary/addressed-client.js';
import type { DatabaseNode } from '../primary/database-url.js';
import type { HostResolver } from '../primary/resolve-host.js';

export interface NodeClientConfig extends pg.ClientConfig {
  readonly node: DatabaseNode;
  readonly hosts: HostResolver;
  /** Looks at a connection that was just made; its error refuses it. */
  readonly examine: (client: pg.Client) => Promise<void>;
}

const connectMsMax = 2_000;

/** A client of one node, whatever that is. */
export class NodeClient extends AddressedClient {
  readonly #target: Pick<NodeClientConfig, 'node' | 'hosts' | 'examine'>;

  constructor({ node, hosts, examine, ...config }: NodeClientConfig) {
    super({
      keepAlive: true,
      keepAliveInitialDelayMillis: 2_000,
      ...config,
      connectionString: node.url,
      connectionTimeoutMillis: connectMsMax,
    });
    this.#target = { node, hosts, examine };
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<pg.Client> | void {
    const connecting = this.#connectToNode();
    if (callback === undefined) return connecting;
    connecting.then(() => callback(undefined as unknown as Error), callback);
  }

  async #connectToNode(): Promise<pg.Client> {
    const { node, hosts, examine } = this.#target;
    this.aim(node.host, await hosts.resolve(node.host), node.port);
    await super.connect();
    try {
      await examine(this);
    } catch (error) {
      // The pool lets go of a client that could not connect, and does not end it.
      this.cut();
      throw error;
    }
    return this;
  }
}
