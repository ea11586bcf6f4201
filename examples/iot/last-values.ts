import type { Client, Queue } from '@howdah/sdk';
import type pg from 'pg';
import type { Reading } from './queues.js';

const batchMax = 1_000;

/** The newest of each device, whatever order the readings come in. */
const upsert = `
  insert into iot.last_value as old (device, n, celsius)
  select distinct on (device) device, n, celsius from unnest($1::int[], $2::int[], $3::float8[]) as new (device, n, celsius)
  order by device, n desc
  on conflict (device) do update set n = excluded.n, celsius = excluded.celsius where excluded.n > old.n`;

/** Writes what comes in batches: each handler waits for the commit of its batch, so nothing is acknowledged before it is stored. */
export class LastValues {
  received = 0;
  #batch: Reading[] = [];
  #flushed: Promise<void> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(private readonly pool: pg.Pool) {}

  async prepare(): Promise<void> {
    await this.pool.query(`
      create schema if not exists iot;
      drop table if exists iot.last_value;
      create unlogged table iot.last_value (device int primary key, n int not null, celsius float8 not null)`);
  }

  serve(client: Client, queue: Queue<Reading>): void {
    client.consume(queue, ({ data }) => this.#store(data), { concurrency: batchMax });
  }

  #store(reading: Reading): Promise<void> {
    this.received++;
    this.#batch.push(reading);
    return (this.#flushed ??= this.#flush());
  }

  /** What comes while a batch is being written is the next one. */
  async #flush(): Promise<void> {
    const before = this.#writing;
    const { promise, resolve } = deferred();
    this.#writing = promise;
    await before;
    await new Promise(setImmediate);
    const batch = this.#batch;
    this.#batch = [];
    this.#flushed = undefined;
    try {
      await this.pool.query(upsert, [
        batch.map(({ device }) => device),
        batch.map(({ n }) => n),
        batch.map((one) => one.celsius),
      ]);
    } finally {
      resolve();
    }
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve!: () => void;
  return { promise: new Promise((done) => (resolve = done)), resolve };
}
