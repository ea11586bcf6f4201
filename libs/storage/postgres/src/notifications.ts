import pg from 'pg';
import { PrimaryClient } from './primary/primary-client.js';
import { primaryOf, type DatabaseSource, type Primary } from './primary/primary.js';
import { toStorageError } from './sqlstate.js';

export type NotificationsOptions = DatabaseSource & {
  /** Shown in pg_stat_activity. Default howdah-listen. */
  readonly applicationName?: string;
};

/** `payload` is null after a reconnect: notifications may have been missed. */
export type NotificationHandler = (payload: string | null) => void;

const backoffMsMin = 100;
const backoffMsMax = 1_000;
/** A peer that is gone without a word is noticed when it does not answer. */
const pingMs = 5_000;

/**
 * One connection that listens. When it breaks it connects again, waiting 100 ms to 1 s between attempts, and tells every
 * handler that it may have missed something. Notifications are hints: whoever uses them polls slowly as well.
 */
export class Notifications {
  readonly #options: NotificationsOptions;
  readonly #handlers = new Map<string, NotificationHandler[]>();
  readonly #primary: Primary;
  readonly #ping: NodeJS.Timeout;
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  /** pg wants one query at a time. */
  #lastQuery: Promise<unknown> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #backoffMs = backoffMsMin;
  #closed = false;

  constructor(options: NotificationsOptions) {
    this.#options = options;
    this.#primary = primaryOf(options);
    this.#ping = setInterval(() => void this.#query('select 1').catch(() => undefined), pingMs).unref();
  }

  /** Resolves when notifications of this channel arrive from now on; rejects when the first connection fails. */
  async listen(channel: string, handler: NotificationHandler): Promise<void> {
    const handlers = this.#handlers.get(channel) ?? [];
    this.#handlers.set(channel, [...handlers, handler]);
    if (this.#client === undefined) await (this.#connecting ??= this.#connect());
    await this.#query(listenStatement(channel)).catch(rethrow);
  }

  /** One after the other; nothing while there is no connection. */
  #query(text: string): Promise<unknown> {
    const querying = this.#lastQuery.then(() => this.#client?.query(text));
    this.#lastQuery = querying.catch(() => undefined);
    return querying;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#ping);
    await this.#connecting?.catch(() => undefined);
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    // It reports a broken connection by 'end'.
    const client = new PrimaryClient({
      primary: this.#primary,
      application_name: this.#options.applicationName ?? 'howdah-listen',
    });
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
