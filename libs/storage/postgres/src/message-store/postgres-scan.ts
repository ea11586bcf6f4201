import type { MessageScan, ScannedMessage, ScannedMessages, ScanPlace, ScanScope, Seq, StoredMessage } from '@howdah/core';
import type { Primary } from '../primary/primary.js';
import { statements } from '../statements.js';
import { int4Array, textArray } from '../wire/array-parameters.js';
import { Database, type Connection, type Row } from '../wire/database.js';
import { stateOf } from './counting.js';
import { parseMultirange, type Range } from './ranges.js';
import { readMessages } from './read-messages.js';
import type { StoreContext } from './store-context.js';

/** A message in a queue, and what its run's row tells. */
interface Held extends ScanPlace {
  readonly row: Row;
}

/** Reads on connections of its own: whoever looks through many messages takes none of those that the message path waits for. */
export class PostgresScan implements MessageScan {
  readonly #database: Database;

  constructor(
    primary: Primary,
    name: string,
    private readonly context: StoreContext,
  ) {
    this.#database = new Database({ primary, connections: 2, applicationName: `howdah ${name} scan`, statementMsMax: 10_000 });
  }

  scanMessages(scope: ScanScope, after: ScanPlace | null, limit: number): Promise<ScannedMessages> {
    const { queueIds, about, states, order } = scope;
    const { seq, queueId } = after ?? startOf(scope);
    const values = [int4Array(queueIds), about === null ? null : int4Array(about), states === null ? null : textArray(states)];
    const statement = order === 'newest' ? statements.scanRunsNewest : statements.scanRunsOldest;
    return this.#database.with(async (connection) => {
      const rows = await connection.run(statement, [...values, seq, queueId, limit]);
      const held = inOrder(rows, order, limit);
      const end = held.at(-1) ?? after;
      return {
        messages: await this.#read(connection, held),
        end: end === null ? null : { seq: end.seq, queueId: end.queueId },
        isLast: rows.length < limit && held.length < limit,
      };
    });
  }

  findHolders(seq: Seq): Promise<readonly ScannedMessage[]> {
    return this.#database.with(async (connection) => {
      const rows = await connection.run(statements.findHolders, [seq]);
      return this.#read(connection, inOrder(rows, 'oldest', rows.length));
    });
  }

  readLog(seq: Seq): Promise<StoredMessage | null> {
    return this.#database.with(
      async (connection) => (await readMessages(connection, [{ low: seq, high: seq + 1 }])).get(seq) ?? null,
    );
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** What is gone meanwhile is left out. */
  async #read(connection: Connection, held: readonly Held[]): Promise<ScannedMessage[]> {
    const ranges = held.map(({ seq }) => ({ low: seq, high: seq + 1 }));
    const messages = await readMessages(connection, ranges);
    return held.flatMap(({ row, seq, queueId }) => {
      const stored = messages.get(seq);
      return stored === undefined ? [] : [{ ...stored, ...stateOf(row, this.context), queueId }];
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
