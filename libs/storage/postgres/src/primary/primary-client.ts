import type pg from 'pg';
import { AddressedClient } from './addressed-client.js';
import type { NodeAnswer } from './probe-node.js';
import type { Primary } from './primary.js';

/** What pg's type declarations leave out of a client. */
interface Inside {
  readonly connection: { on(event: 'errorMessage', listener: (message: { readonly code?: string }) => void): void };
  readonly processID: number | null;
  readonly _activeQuery: object | null | undefined;
  readonly _ending: boolean;
}

export interface PrimaryClientConfig extends pg.ClientConfig {
  readonly primary: Primary;
}

/** A connection attempt alone, when the node has just answered. */
const connectMsMax = 3_000;
/** Shutting down, starting, read-only: it may be the primary no longer. */
const awayStates = /^(57P0[123]|25006)$/;

/** A client that connects to whichever node is the primary, and reports when that does not seem to hold any more. */
export class PrimaryClient extends AddressedClient {
  readonly #primary: Primary;
  #place: NodeAnswer | null = null;

  constructor({ primary, ...config }: PrimaryClientConfig) {
    super({
      keepAlive: true,
      keepAliveInitialDelayMillis: 2_000,
      ...config,
      connectionString: primary.nodes[0].url,
      connectionTimeoutMillis: connectMsMax,
    });
    this.#primary = primary;
    this.#inside.connection.on('errorMessage', ({ code = '' }) => {
      if (awayStates.test(code)) this.#lost(code === '25006');
    });
    this.once('end', () => this.#ended());
  }

  /** Where it is connected to. */
  get place(): NodeAnswer | null {
    return this.#place;
  }

  /** The server's number of this session. */
  get processId(): number | null {
    return this.#inside.processID;
  }

  /** What is being waited for; null while it is idle, also before its first query, when pg has undefined for it. */
  get activeQuery(): object | null {
    return this.#inside._activeQuery ?? null;
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<pg.Client> | void {
    const connecting = this.#connectToPrimary();
    if (callback === undefined) return connecting;
    connecting.then(() => callback(undefined as unknown as Error), callback);
  }

  async #connectToPrimary(): Promise<pg.Client> {
    const place = await this.#primary.locate();
    this.aim(place.node.host, place.address, place.node.port);
    try {
      await super.connect();
    } catch (error) {
      this.#primary.suspect();
      throw error;
    }
    this.#place = place;
    this.#primary.watch(this);
    return this;
  }

  #lost(isUseless: boolean): void {
    this.#primary.suspect();
    if (isUseless) setImmediate(() => this.cut());
  }

  #ended(): void {
    this.#primary.unwatch(this);
    if (this.#place !== null && !this.#inside._ending) this.#primary.suspect();
  }

  get #inside(): Inside {
    return this as unknown as Inside;
  }
}
