import pg from 'pg';

/** Inserts ids one after the other on whichever node takes writes, and remembers those that were acknowledged. */
export class ClusterWriter {
  readonly acknowledged: number[] = [];
  readonly #ports: readonly number[];
  readonly #url: string;
  readonly #waiting = new Set<(port: number) => void>();
  #stopping = false;
  readonly #done: Promise<void>;

  /** Writers with the same `step` and another `first` use other ids. */
  constructor(clusterUrl: string, first: number, step: number) {
    this.#ports = [...clusterUrl.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
    this.#url = clusterUrl.replace(/\?.*/, '');
    this.#done = this.#run(first, step);
  }

  /** Resolves when so many are acknowledged. */
  wrote(count: number): Promise<unknown> {
    return this.#until(() => this.acknowledged.length >= count);
  }

  /** Resolves with the time of the next insert that the node at that port acknowledges. */
  wroteOn(wanted: number): Promise<number> {
    return this.#until((port) => port === wanted);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#done;
  }

  #until(isWanted: (port: number) => boolean): Promise<number> {
    return new Promise((resolve) => {
      const look = (port: number): void => {
        if (!isWanted(port)) return;
        this.#waiting.delete(look);
        resolve(performance.now());
      };
      this.#waiting.add(look);
    });
  }

  async #run(first: number, step: number): Promise<void> {
    let id = first;
    while (!this.#stopping) {
      for (const port of this.#ports) id = await this.#writeOn(port, id, step);
    }
  }

  /** An id of unknown outcome is left behind: it may be there or not. */
  async #writeOn(port: number, from: number, step: number): Promise<number> {
    const client = new pg.Client({ connectionString: this.#url.replace(/@[^/]*/, `@127.0.0.1:${port}`) });
    client.on('error', () => undefined); // the statement under way fails with it
    let id = from;
    try {
      await client.connect();
      while (!this.#stopping) {
        id += step;
        await client.query('insert into written values ($1)', [id]);
        this.acknowledged.push(id);
        for (const look of this.#waiting) look(port);
      }
    } catch {
      // The other node may be the primary.
    }
    await client.end().catch(() => undefined);
    return id;
  }
}
