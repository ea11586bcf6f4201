import { noteRead } from '@howdah/core';
import type {
  MessageScan,
  QueueId,
  ScannedMessage,
  ScannedMessages,
  ScanPlace,
  ScanScope,
  Seq,
  StoredMessage,
} from '@howdah/core';
import type { Primary } from '../primary/primary.js';
import type { ReplicaReader } from '../replicas/replica-reader.js';
import { statements } from '../statements.js';
import { int4Array, textArray } from '../wire/array-parameters.js';
import { Database, type Connection, type Row } from '../wire/database.js';
import type { Reader } from '../wire/reader.js';
import { stateOf } from './counting.js';
import { parseMultirange, type Range } from './ranges.js';
import { readMessages } from './read-messages.js';

export interface PostgresScanOptions {
  readonly primary: Primary;
  /** Of the broker. */
  readonly name: string;
  /** Scans go to a replica where there is one. Default: they do not. */
  readonly reader: ReplicaReader | undefined;
}

/** A message in a queue, and what its run's row tells. */
interface Held extends ScanPlace {
  readonly row: Row;
}

/** What a scan is said with: of all messages, or on a standby of the durable ones. */
const scanningAll = {
  ...{ newest: statements.scanRunsNewest, oldest: statements.scanRunsOldest, readMessages: statements.readMessages },
};
const scanningDurable: typeof scanningAll = {
  ...{ newest: statements.scanDurableNewest, oldest: statements.scanDurableOldest },
  readMessages: statements.readDurableMessages,
};

/** Longer than this no statement of a scan may take, ms. */
const statementMsMax = 10_000;

/**
 * Reads on a replica, or on the primary on connections of its own: whoever looks through many messages takes none of those that the
 * message path waits for.
 */
export class PostgresScan implements MessageScan {
  readonly #database: Database;
  readonly #reader: ReplicaReader | undefined;

  constructor({ primary, name, reader }: PostgresScanOptions) {
    this.#database = new Database({ primary, connections: 2, applicationName: `howdah ${name} scan`, statementMsMax });
    this.#reader = reader;
  }

  async scanMessages(scope: ScanScope, after: ScanPlace | null, limit: number): Promise<ScannedMessages> {
    const fresh = await this.#replica(scope.queueIds);
    return fresh === null
      ? this.#onPrimary((connection) => this.#scan(connection, scope, after, limit, scanningAll))
      : fresh.with((connection) => this.#scan(connection, scope, after, limit, scanningDurable));
  }

  findHolders(seq: Seq): Promise<readonly ScannedMessage[]> {
    return this.#onPrimary(async (connection) => {
      const rows = await connection.run(statements.findHolders, [seq]);
      return this.#read(connection, inOrder(rows, 'oldest', rows.length), scanningAll);
    });
  }

  readLog(seq: Seq): Promise<StoredMessage | null> {
    return this.#onPrimary(
      async (connection) => (await readMessages(connection, [{ low: seq, high: seq + 1 }])).get(seq) ?? null,
    );
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** Null: there is none, or it lacks messages that are to be looked at. */
  async #replica(queueIds: readonly QueueId[]): Promise<Reader | null> {
    if (this.#reader?.hasReplica !== true) return null;
    const [row] = await this.#database.run(statements.hasTransientAmong, [int4Array(queueIds)]);
    return row!['found'] === true ? null : this.#reader.fresh;
  }

  async #onPrimary<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const asOf = Date.now();
    const value = await this.#database.with(work);
    noteRead({ replica: null, asOf });
    return value;
  }

  async #scan(
    connection: Connection,
    scope: ScanScope,
    after: ScanPlace | null,
    limit: number,
    said: typeof scanningAll,
  ): Promise<ScannedMessages> {
    const { queueIds, about, states, order } = scope;
    const { seq, queueId } = after ?? startOf(scope);
    const values = [int4Array(queueIds), about === null ? null : int4Array(about), states === null ? null : textArray(states)];
    const rows = await connection.run(said[order], [...values, seq, queueId, limit]);
    const held = inOrder(rows, order, limit);
    const end = held.at(-1) ?? after;
    return {
      messages: await this.#read(connection, held, said),
      end: end === null ? null : { seq: end.seq, queueId: end.queueId },
      isLast: rows.length < limit && held.length < limit,
    };
  }

  /** What is gone meanwhile is left out. */
  async #read(connection: Connection, held: readonly Held[], said: typeof scanningAll): Promise<ScannedMessage[]> {
    const ranges = held.map(({ seq }) => ({ low: seq, high: seq + 1 }));
    const messages = await readMessages(connection, ranges, { statement: said.readMessages });
    return held.flatMap(({ row, seq, queueId }) => {
      const stored = messages.get(seq);
      return stored === undefined ? [] : [{ ...stored, ...stateOf(row), queueId }];
    });
  }
}

function startOf({ order }: ScanScope): ScanPlace {
  return { seq: order === 'newest' ? Number.MAX_SAFE_INTEGER : 0, queueId: 0 };
}

/** Every run that is not told of has its first message behind as many as are. */
function inOrder(rows: readonly Row[], order: ScanScope['order'], limit: number): Held[] {
  const sign = order === 'newest' ? -1 : 1;
  const held = rows.flatMap((row) =>
    firstOf(parseMultirange(row['pending'] as string), order, limit).map((seq) => ({
      row,
      seq,
      queueId: row['queue_id'] as number,
    })),
  );
  return held.sort((one, other) => sign * (one.seq - other.seq || one.queueId - other.queueId)).slice(0, limit);
}

function firstOf(ranges: readonly Range[], order: ScanScope['order'], limit: number): Seq[] {
  const seqs: Seq[] = [];
  for (const { low, high } of order === 'newest' ? [...ranges].reverse() : ranges) {
    for (let i = 0; i < high - low && seqs.length < limit; i++) seqs.push(order === 'newest' ? high - 1 - i : low + i);
  }
  return seqs;
}
