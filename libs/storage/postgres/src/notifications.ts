import pg from 'pg';
import { toStorageError } from './sqlstate.js';

export interface NotificationsOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. Default howdah-listen. */
  readonly applicationName?: string;
}

/** `payload` is null after a reconnect: notifications may have been missed. */
export type NotificationHandler = (payload: string | null) => void;

const backoffMsMin = 100;
const backoffMsMax = 5_000;

/**
 * One connection that listens. When it breaks it connects again, waiting 100 ms to 5 s between attempts, and tells every
 * handler that it may have missed something. Notifications are hints: whoever uses them polls slowly as well.
 */
export class Notifications {
  readonly #options: NotificationsOptions;
  readonly #handlers = new Map<string, NotificationHandler[]>();
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  /** pg wants one query at a time. */
  #lastListen: Promise<unknown> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #backoffMs = backoffMsMin;
  #closed = false;

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  /** Resolves when notifications of this channel arrive from now on; rejects when the first connection fails. */
  async listen(channel: string, handler: NotificationHandler): Promise<void> {
    const handlers = this.#handlers.get(channel) ?? [];
    this.#handlers.set(channel, [...handlers, handler]);
    if (this.#client === undefined) await (this.#connecting ??= this.#connect());
    const listening = this.#lastListen.then(() => this.#client?.query(listenStatement(channel)));
    this.#lastListen = listening.catch(() => undefined);
    await listening.catch(rethrow);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#connecting?.catch(() => undefined);
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: this.#options.applicationName ?? 'howdah-listen',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 2_000,
    });
    // pg reports a broken connection by 'error' and 'end'; the latter comes always.
    client.on('error', () => undefined);
    client.on('notification', ({ channel, payload }) => this.#tell(channel, payload ?? ''));
    try {
      await client.connect();
      for (const channel of this.#handlers.keys()) await client.query(listenStatement(channel));
    } catch (error) {
      this.#connecting = undefined;
      await client.end().catch(() => undefined);
      throw toStorageError(error);
    }
    this.#connecting = undefined;
    this.#client = client;
    this.#backoffMs = backoffMsMin;
    client.once('end', () => this.#lost(client));
  }

  #lost(client: pg.Client): void {
    if (this.#client === client) this.#client = undefined;
    if (!this.#closed) this.#reconnectLater();
  }

  #reconnectLater(): void {
    this.#retry = setTimeout(() => void (this.#connecting = this.#reconnect()), this.#backoffMs).unref();
    this.#backoffMs = Math.min(this.#backoffMs * 2, backoffMsMax);
  }

  async #reconnect(): Promise<void> {
    try {
      await this.#connect();
      for (const channel of this.#handlers.keys()) this.#tell(channel, null);
    } catch {
      if (!this.#closed) this.#reconnectLater();
    }
  }

  #tell(channel: string, payload: string | null): void {
    for (const handler of this.#handlers.get(channel) ?? []) handler(payload);
  }
}

function listenStatement(channel: string): string {
  return `listen ${pg.escapeIdentifier(channel)}`;
}

function rethrow(error: unknown): never {
  throw toStorageError(error);
}
