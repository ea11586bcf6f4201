import { setTimeout as sleep } from 'node:timers/promises';
import { noteRead, type Log } from '@howdah/core';
import type { DatabaseNode } from '../primary/database-url.js';
import type { Primary } from '../primary/primary.js';
import { HostResolver } from '../primary/resolve-host.js';
import { statements, type Statement } from '../statements.js';
import { Database, type Connection, type Parameter, type Row } from '../wire/database.js';
import type { Reader } from '../wire/reader.js';
import { Replica } from './replica.js';

export interface ReplicaReaderOptions {
  readonly primary: Primary;
  /** Nodes to read from while they are replicas. Default: all of the primary's. */
  readonly nodes?: readonly DatabaseNode[];
  /** A replica that is further behind is not read from, ms. Default 5,000. */
  readonly lagMsMax?: number;
  /** Told when a replica can no longer be read from, and when it can again. Default: nobody. */
  readonly log?: Log;
}

const connections = 3;
/** The primary is asked how far it is; without an answer at once, what a replica has is judged by its age. */
const positionMsMax = 500;

/**
 * Reads on replicas, and on the primary where no replica will do. A replica has to have everything that was confirmed when the read
 * began, for which it is given a moment; after that, what is behind by no more than the limit is taken. What a standby cannot read,
 * as unlogged tables, is read on the primary. Whoever wants to know is told where it was (`whileReading`).
 */
export class ReplicaReader implements Reader {
  /** For what a client may have written itself just now: a replica that lacks anything will not do. */
  readonly fresh: Reader = readerOf((work) => this.#read(work, 0));
  /** For what a replica cannot have. */
  readonly primary: Reader = readerOf((work) => this.#onPrimary(work));
  readonly #primary: Primary;
  readonly #database: Database;
  readonly #replicas: readonly Replica[];
  readonly #lagMsMax: number;
  #turn = 0;

  constructor({ primary, nodes = primary.nodes, lagMsMax = 5_000, log }: ReplicaReaderOptions) {
    this.#primary = primary;
    this.#lagMsMax = lagMsMax;
    this.#database = new Database({ primary, connections, applicationName: 'howdah-reads' });
    const hosts = new HostResolver();
    const system = (): string | null => primary.found?.system ?? null;
    // A single host that is the primary has nobody to answer for it.
    const isAlone = nodes.length === 1 && nodes[0] === primary.nodes[0];
    this.#replicas = isAlone ? [] : nodes.map((node) => new Replica({ node, hosts, system, log }));
  }

  /** False: everything is read on the primary. */
  get hasReplica(): boolean {
    return this.#inTurn().length > 0;
  }

  /** Those that reads may go to. */
  get nodes(): readonly DatabaseNode[] {
    return this.#replicas.map(({ node }) => node);
  }

  /** Reads go there now, unless it turns out to be too far behind. */
  readsFrom({ name }: DatabaseNode): boolean {
    return this.#inTurn().some(({ node }) => node.name === name);
  }

  with<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#read(work, this.#lagMsMax);
  }

  run(statement: Statement, values: readonly Parameter[]): Promise<Row[]> {
    return this.with((connection) => connection.run(statement, values));
  }

  async #onPrimary<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const asOf = Date.now();
    const value = await this.#database.with(work);
    noteRead({ replica: null, asOf });
    return value;
  }

  async close(): Promise<void> {
    await Promise.all([this.#database.close(), ...this.#replicas.map((replica) => replica.close())]);
  }

  async #read<T>(work: (connection: Connection) => Promise<T>, lagMsMax: number): Promise<T> {
    const usable = this.#inTurn();
    const position = usable.length === 0 ? null : await this.#position();
    for (const replica of usable) {
      const answer = await replica.read(work, { position, lagMsMax });
      if (answer !== null) return answer.value;
    }
    return this.#onPrimary(work);
  }

  /** Another one first each time. */
  #inTurn(): Replica[] {
    const { name } = this.#primary.found?.node ?? {};
    const usable = this.#replicas.filter((replica) => replica.isUsable && replica.node.name !== name);
    const first = this.#turn++ % Math.max(1, usable.length);
    return [...usable.slice(first), ...usable.slice(0, first)];
  }

  #position(): Promise<string | null> {
    const asking = this.#database.run(statements.flushPosition, []).then(([row]) => row!['position'] as string);
    return Promise.race([asking.catch(() => null), sleep(positionMsMax, null, { ref: false })]);
  }
}

const readerOf = (reads: Reader['with']): Reader => ({
  with: reads,
  run: (statement, values) => reads((connection) => connection.run(statement, values)),
});
