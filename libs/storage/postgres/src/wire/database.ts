import pg from 'pg';
import type { Socket } from 'node:net';
import type { Statement } from '../statements.js';
import { PrimaryClient, type PrimaryClientConfig } from '../primary/primary-client.js';
import { placeName } from '../primary/primary.js';
import { NodeClient, type NodeClientConfig } from '../replicas/node-client.js';
import { toStorageError } from '../sqlstate.js';
import type { BindValue } from './bind-message.js';
import { RawQuery } from './raw-query.js';
import { RowTap } from './row-tap.js';
import { StandbyWait } from './standby-wait.js';

export type Parameter = Buffer | string | number | boolean | null;
export type Row = Record<string, unknown>;

/** int8 as a number: positions, identities and counts stay below 2^53. timestamptz as ms since 1970. */
const parsers = new Map<number, (text: string) => unknown>([
  [20, Number],
  [1184, (text) => Date.parse(text)],
]);

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

/**
 * Every statement is one whose plan does not depend on its parameters: planning a claim takes longer than running it. And each finds its
 * rows by an index: a plan made while the tables were new and empty would read all of them when they have grown. Where one has to, it
 * seems so dear that a server with LLVM, as Debian's is, would compile it each time: seconds instead of milliseconds
 * (docs/adr/0067-plans-that-do-not-change.md).
 */
export const planSettings = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off';

type PrimaryTarget = Pick<PrimaryClientConfig, 'primary'>;
type NodeTarget = Pick<NodeClientConfig, 'node' | 'hosts' | 'examine'>;

/** Of whichever node is the primary, or of one node. */
export type DatabaseOptions = (PrimaryTarget | NodeTarget) & ConnectionOptions;

interface ConnectionOptions {
  readonly connections: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** False: a commit may be lost in a crash of the server, the last moments' only. Default true. */
  readonly waitsForDisk?: boolean;
  /** A statement that takes longer is cancelled, ms. Default: none is. */
  readonly statementMsMax?: number;
}

function settingsOf({
  waitsForDisk = true,
  statementMsMax,
}: {
  readonly waitsForDisk: boolean | undefined;
  readonly statementMsMax: number | undefined;
}): string {
  const commits = waitsForDisk ? '' : ' -c synchronous_commit=off';
  return `${planSettings}${commits}${statementMsMax === undefined ? '' : ` -c statement_timeout=${statementMsMax}`}`;
}

/** Connections of the message path. Errors are BrokerErrors. */
export class Database {
  readonly #pool: pg.Pool;
  readonly #taps = new WeakMap<object, RowTap>();

  constructor({ connections, applicationName, waitsForDisk, statementMsMax, ...target }: DatabaseOptions) {
    const config: pg.PoolConfig & typeof target = {
      // The pool hands its configuration to the constructor, other than its types say.
      Client: ('primary' in target ? PrimaryClient : NodeClient) as unknown as new () => pg.ClientBase,
      ...target,
      max: connections,
      application_name: applicationName,
      options: settingsOf({ waitsForDisk, statementMsMax }),
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 0,
      types,
    };
    this.#pool = new pg.Pool(config);
    this.#pool.on('connect', (client) => {
      this.#taps.set(client, new RowTap((client as unknown as { connection: { stream: Socket } }).connection.stream));
    });
    this.#pool.on('error', () => {});
  }

  /** A connection for as long as the caller wants it; `release` it. */
  async connect(): Promise<Connection> {
    try {
      const client = await this.#pool.connect();
      return new Connection(client, this.#taps.get(client)!);
    } catch (error) {
      throw toStorageError(error);
    }
  }

  async with<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.connect();
    try {
      const result = await work(connection);
      connection.release();
      return result;
    } catch (error) {
      connection.discard();
      throw error;
    }
  }

  /** One statement, committed when it returns. */
  run(statement: Statement, values: readonly Parameter[]): Promise<Row[]> {
    return this.with((connection) => connection.run(statement, values));
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}

export class Connection {
  readonly #client: pg.PoolClient;
  readonly #tap: RowTap;
  readonly #standby: StandbyWait;

  constructor(client: pg.PoolClient, tap: RowTap) {
    this.#client = client;
    this.#tap = tap;
    this.#standby = new StandbyWait(client);
  }

  /** The node and its timeline. */
  get place(): string {
    return placeName((this.#client as unknown as PrimaryClient).place!);
  }

  async run(statement: Statement, values: readonly Parameter[]): Promise<Row[]> {
    try {
      const result = await this.#client.query<Row>({ name: statement.name, text: statement.text, values: values as Parameter[] });
      if (this.#standby.isCut) await this.#standby.again();
      return result.rows;
    } catch (error) {
      throw toStorageError(error);
    }
  }

  /** begin, commit, rollback and the few other statements without parameters. */
  async execute(text: string): Promise<void> {
    try {
      await this.#client.query(text);
      if (this.#standby.isCut) await this.#standby.again();
    } catch (error) {
      throw toStorageError(error);
    }
  }

  /** Hands out rows as bytes, fields in binary form. */
  async read(statement: Statement, values: readonly BindValue[], onRow: (row: Buffer) => void): Promise<void> {
    const query = new RawQuery(this.#tap, statement.name, statement.text, values, onRow);
    try {
      this.#client.query(query);
      await query.done;
      if (this.#standby.isCut) await this.#standby.again();
    } catch (error) {
      throw toStorageError(error);
    }
  }

  release(): void {
    this.#standby.end();
    this.#client.release();
  }

  /** Closes the connection: whatever was under way on it is of unknown outcome. */
  discard(): void {
    this.#standby.end();
    this.#client.release(true);
  }
}
