import { readFile } from 'node:fs/promises';
import {
  connect,
  fromPg,
  inboxSchema,
  outboxSchema,
  relayOutbox,
  viaOutbox,
  type Client,
  type Message,
  type Queue,
  type SqlTransaction,
} from '@howdah/sdk';
import pg from 'pg';
import { inTransaction } from '../in-transaction.js';

/** One transaction of the shop: its changes and its messages are one commit. */
export interface Step {
  readonly db: pg.ClientBase;
  readonly publish: <T>(queue: Queue<T, unknown>, data: NoInfer<T>) => Promise<void>;
}

/** What all services of the shop stand on: its database, and a client with the relay of its outbox. */
export class Shop {
  readonly #ending = new AbortController();
  #relay: Promise<void> | undefined;

  private constructor(
    readonly client: Client,
    readonly pool: pg.Pool,
  ) {}

  static async open(amqpUrl: string, databaseUrl: string): Promise<Shop> {
    const pool = new pg.Pool({ connectionString: databaseUrl, options: '-c search_path=shop', max: 20 });
    pool.on('error', (error) => console.error(error)); // an idle session is lost: the pool opens another
    await pool.query('create schema if not exists shop');
    await pool.query(await readFile(new URL('schema.sql', import.meta.url), 'utf8'));
    await pool.query(`${outboxSchema}; ${inboxSchema}`);
    return new Shop(await connect(amqpUrl, { name: 'shop', onError: tellOfFailure }), pool);
  }

  /** Publishes what the outbox holds, until the shop closes. */
  startRelay(): void {
    this.#relay = relayOutbox({
      client: this.client,
      transaction: (work) => inTransaction(this.pool, (db) => work(fromPg(db))),
      interval: '20ms',
      onError: (error) => console.error(error),
      signal: this.#ending.signal,
    });
  }

  /** Changes and messages of its own accord, such as a new order. */
  run<T>(work: (step: Step) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, (db) => work(this.#step(db, fromPg(db))));
  }

  /** Changes and messages because of a message: once, however often it is delivered. */
  once(message: Message, work: (step: Step) => Promise<void>): Promise<void> {
    return inTransaction(this.pool, async (db) => {
      const tx = fromPg(db);
      if (await message.inbox({ tx })) await work(this.#step(db, tx));
    });
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#relay;
    await this.client.close();
    await this.pool.end();
  }

  #step(db: pg.ClientBase, tx: SqlTransaction): Step {
    return {
      db,
      publish: async (queue, data) => void (await this.client.publish(queue, data, { tx: viaOutbox(tx) })),
    };
  }
}

/** In one line: the broker keeps the stack of each failed attempt. */
function tellOfFailure(error: unknown, message?: Message): void {
  const about = message === undefined ? '' : `attempt ${message.attempt} of ${message.queue} failed: `;
  console.error(about + (error instanceof Error ? error.message : String(error)));
}
