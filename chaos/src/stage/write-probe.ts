import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { WriteGap } from '../history/figures.js';
import type { Replication } from '../options.js';
import type { ClusterView } from './cluster-view.js';

/** Between two writes, and before another look for the primary, ms. */
const writeEveryMs = 25;
/** Whether a commit waits for a standby is asked of the same statement. */
const write = "update chaos_probe set writes = writes + 1 returning current_setting('synchronous_standby_names') <> '' as waits";
/** A write without an answer is given up, ms. */
const answerMsMax = 1_000;

/**
 * Writes to the primary as a plain client does, one row again and again, with a commit that waits for whatever the cluster's commits wait
 * for. Its longest gap is what the database does by itself. Where brokers require a standby, a write without one does not count.
 */
export class WriteProbe {
  readonly #writes: number[] = [];
  readonly #stopped = new AbortController();
  #working: Promise<void> | undefined;

  constructor(
    private readonly view: ClusterView,
    private readonly replication: Replication,
  ) {}

  async start(): Promise<void> {
    const primary = await this.view.whole();
    await this.view.query(primary, 'create table if not exists chaos_probe (id int primary key, writes int not null)');
    await this.view.query(primary, 'insert into chaos_probe values (1, 0) on conflict do nothing');
    this.#working = this.#work();
  }

  /** The longest gap between writes until now. */
  async stop(): Promise<WriteGap> {
    this.#stopped.abort();
    await this.#working;
    return this.#writes
      .slice(1)
      .reduce<WriteGap>(
        (longest, to, i) => (to - this.#writes[i]! > longest.to - longest.from ? { from: this.#writes[i]!, to } : longest),
        { from: 0, to: 0 },
      );
  }

  async #work(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const primary = await this.view.primary();
      if (primary === undefined) await pause(writeEveryMs);
      else
        await this.#writeTo(new pg.Client({ ...this.view.clientOf(primary), query_timeout: answerMsMax })).catch(() => undefined);
    }
  }

  /** Until the first failure. */
  async #writeTo(client: pg.Client): Promise<void> {
    client.on('error', () => undefined); // the query fails as well
    try {
      await client.connect();
      while (!this.#stopped.signal.aborted) {
        const { rows } = await client.query<{ waits: boolean }>(write);
        if (rows[0]!.waits || this.replication === 'prefer') this.#writes.push(performance.now());
        await pause(writeEveryMs);
      }
    } finally {
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    }
  }
}
