import { setTimeout as sleep } from 'node:timers/promises';
import { noteRead, toBrokerError, type BrokerError, type Log } from '@howdah/core';
import type pg from 'pg';
import { mixedClusters } from '../primary/choose-primary.js';
import type { DatabaseNode } from '../primary/database-url.js';
import type { HostResolver } from '../primary/resolve-host.js';
import { toStorageError } from '../sqlstate.js';
import { statements } from '../statements.js';
import { Database, type Connection } from '../wire/database.js';

export interface ReplicaOptions {
  readonly node: DatabaseNode;
  readonly hosts: HostResolver;
  /** System identifier of the cluster; null where it is not known. */
  readonly system: () => string | null;
  readonly log: Log | undefined;
}

/** What a read asks of a replica. */
export interface Demand {
  /** Of the primary's log when the read began; null: the primary did not tell. */
  readonly position: string | null;
  readonly lagMsMax: number;
}

const connections = 2;
/** A replica that lacks something is given so long to get it. */
const catchUpMsMax = 100;
const lookEveryMs = 5;
/** Brokers commit every 2 s: one that got nothing for so long follows nobody, whatever its position is. */
const believedMsMax = 10_000;
/** A node that has gone without a word does not hold a reader for long. */
const answerMsMax = 1_000;
const readMsMax = 10_000;
/** One that cannot be used is left alone for so long; longer each time. */
const restMs = { first: 1_000, longest: 30_000 };

/** A node that is read from while it follows the primary closely enough. */
export class Replica {
  readonly node: DatabaseNode;
  readonly #options: ReplicaOptions;
  readonly #database: Database;
  #restsUntil = -Infinity;
  #failures = 0;

  constructor(options: ReplicaOptions) {
    this.node = options.node;
    this.#options = options;
    const { node, hosts } = options;
    const examine = (client: pg.Client): Promise<void> => this.#examine(client);
    this.#database = new Database({ ...{ node, hosts, examine, connections }, applicationName: 'howdah-reads' });
  }

  get isUsable(): boolean {
    return performance.now() >= this.#restsUntil;
  }

  /** Null when it cannot answer, or not well enough. `work` may run in vain: it changes nothing. */
  async read<T>(work: (connection: Connection) => Promise<T>, demand: Demand): Promise<{ readonly value: T } | null> {
    try {
      return await this.#database.with((connection) => this.#answer(connection, work, demand));
    } catch (thrown) {
      if (isIll(thrown)) this.#rest(thrown.message);
      return null;
    }
  }

  async #answer<T>(connection: Connection, work: (connection: Connection) => Promise<T>, { position, lagMsMax }: Demand) {
    const behindMs = await within(answerMsMax, lagOf(connection, position));
    if (behindMs > lagMsMax) {
      // Others may be content with it.
      if (lagMsMax > 0) this.#rest(behindMs === Infinity ? 'it is no replica' : `it is ${Math.round(behindMs)} ms behind`);
      return null;
    }
    const asOf = Date.now() - behindMs;
    const value = await within(readMsMax, work(connection));
    this.#worked();
    noteRead({ replica: this.node.name, asOf });
    return { value };
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #examine(client: pg.Client): Promise<void> {
    const { rows } = await client
      .query<{ system: string }>(statements.identifyCluster.text)
      .catch(() => ({ rows: [] as { system: string }[] }));
    const [found, wanted] = [rows[0]?.system, this.#options.system()];
    if (found === undefined || wanted === null || found === wanted) return;
    const message = `it belongs to another cluster (system identifier ${found}, not ${wanted})`;
    throw Object.assign(new Error(message), { code: mixedClusters });
  }

  #rest(reason: string): void {
    this.#restsUntil = performance.now() + Math.min(restMs.first * 2 ** this.#failures, restMs.longest);
    this.#failures++;
    if (this.#failures === 1)
      this.#options.log?.warn(`reads go to the primary, not to the replica ${this.node.name}`, { reason });
  }

  #worked(): void {
    if (this.#failures > 0) this.#options.log?.info(`reads go to the replica ${this.node.name} again`);
    this.#failures = 0;
  }
}

/** ms; 0 when it has everything, Infinity for a node that is no replica or cannot tell. */
async function lagOf(connection: Connection, position: string | null): Promise<number> {
  const deadline = performance.now() + catchUpMsMax;
  for (;;) {
    const [row] = await connection.run(statements.replayPosition, [position]);
    if (row!['recovering'] !== true) return Infinity;
    const ageMs = (row!['age_ms'] as number | null) ?? Infinity;
    if (row!['has_all'] === true && ageMs < believedMsMax) return 0;
    if (position === null || performance.now() > deadline) return ageMs;
    await sleep(lookEveryMs);
  }
}

/** A query that is in the way of replay is cancelled (class 40), and some things no standby can read: neither says that it is ill. */
function isIll(thrown: unknown): thrown is BrokerError {
  const { code, details } = toBrokerError(thrown);
  return code === 'storage_unavailable' && !String(details['sqlState']).startsWith('40');
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const limit = new AbortController();
  const tooLate = sleep(limitMs, undefined, { signal: limit.signal }).then(() =>
    Promise.reject(toStorageError(Object.assign(new Error(`no answer for ${limitMs} ms`), { code: 'ETIMEDOUT' }))),
  );
  tooLate.catch(() => undefined);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    limit.abort();
  }
}
