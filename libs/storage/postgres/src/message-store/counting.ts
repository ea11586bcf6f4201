import type {
  AttemptRecord,
  AttemptOutcome,
  MessageState,
  PeekedDeadLetter,
  PeekedMessage,
  PeekOptions,
  QueueCounts,
  QueueId,
  Seq,
  StoredMessage,
} from '@howdah/core';
import { statements } from '../statements.js';
import { int4Array } from '../wire/array-parameters.js';
import type { Connection, Row } from '../wire/database.js';
import type { Reader } from '../wire/reader.js';
import { readMessages } from './read-messages.js';
import { parseMultirange } from './ranges.js';

/** What peeking is said with: of all messages, or on a standby of the durable ones. */
export const peekingAll = {
  ...{ peekRuns: statements.peekRuns, peekDeadLetters: statements.peekDeadLetters, readMessages: statements.readMessages },
};
export const peekingDurable: typeof peekingAll = {
  peekRuns: statements.peekDurableRuns,
  peekDeadLetters: statements.peekDurableDeadLetters,
  readMessages: statements.readDurableMessages,
};

/** What counting is said with: all queues, or some; and which of their messages. */
const countingAll = { all: statements.countMessages, some: statements.countMessagesOf };
export const countingDurable: typeof countingAll = { all: statements.countDurable, some: statements.countDurableOf };
export const countingTransient: typeof countingAll = { all: statements.countTransient, some: statements.countTransientOf };

export async function countMessages(
  database: Pick<Reader, 'run'>,
  queueIds: readonly QueueId[] | undefined,
  said = countingAll,
): Promise<QueueCounts[]> {
  const rows = await (queueIds === undefined ? database.run(said.all, []) : database.run(said.some, [int4Array(queueIds)]));
  const counts = rows.map((row) => ({
    queueId: row['queue_id'] as number,
    ready: row['ready'] as number,
    unacked: row['unacked'] as number,
    delayed: row['delayed'] as number,
    dead: row['dead'] as number,
    deadLetters: row['dead_letters'] as number,
    oldestAt: row['oldest_at'] as number | null,
  }));
  if (queueIds === undefined) return counts;
  const byQueue = new Map(counts.map((count) => [count.queueId, count]));
  return queueIds.map(
    (queueId) => byQueue.get(queueId) ?? { queueId, ready: 0, unacked: 0, delayed: 0, dead: 0, deadLetters: 0, oldestAt: null },
  );
}

export function peekDeadLetters(
  database: Reader,
  origin: QueueId,
  { limit, after }: { readonly limit: number; readonly after: Seq },
  said = peekingAll,
): Promise<PeekedDeadLetter[]> {
  return database.with(async (connection) => {
    const rows = await connection.run(said.peekDeadLetters, [origin, after, limit]);
    return peek(connection, rows, { limit, said }, (row) => ({ ...stateOf(row), queueId: row['queue_id'] as QueueId }));
  });
}

export function peekMessages(
  database: Reader,
  queueId: QueueId,
  { limit, after, state }: PeekOptions,
  said = peekingAll,
): Promise<PeekedMessage[]> {
  return database.with(async (connection) => {
    const rows = await connection.run(said.peekRuns, [queueId, after, limit, state ?? null]);
    return peek(connection, rows, { limit, said }, (row) => stateOf(row));
  });
}

/** The messages of some runs, by seq, each with what its run's row tells. */
async function peek<T>(
  connection: Connection,
  rows: readonly Row[],
  { limit, said }: { readonly limit: number; readonly said: typeof peekingAll },
  toldBy: (row: Row) => T,
): Promise<(StoredMessage & T)[]> {
  const runs = rows.map((row) => ({ row, ranges: parseMultirange(row['pending'] as string) }));
  const messages = await readMessages(
    connection,
    runs.flatMap((run) => run.ranges),
    { statement: said.readMessages },
  );
  const peeked: (StoredMessage & T)[] = [];
  for (const { row, ranges } of runs) {
    for (const { low, high } of ranges) {
      for (let seq = low; seq < high; seq++) {
        const message = messages.get(seq);
        if (message !== undefined) peeked.push({ ...message, ...toldBy(row) });
      }
    }
  }
  return peeked.sort((a, b) => a.seq - b.seq).slice(0, limit);
}

export const stateOf = (row: Row) => ({
  state: row['state'] as MessageState,
  attempts: row['attempts'] as number,
  redelivered: row['redelivered'] as boolean,
  priority: row['priority'] as number,
  availableAt: row['available_at'] as number | null,
  expiresAt: row['expires_at'] as number | null,
  deadFrom: row['dead_from'] as number | null,
  owner: row['owner'] as number | null,
});

export async function listAttempts(database: Pick<Reader, 'run'>, messageId: Seq): Promise<AttemptRecord[]> {
  const rows = await database.run(statements.listAttempts, [messageId]);
  return rows.map((row) => toAttempt(row));
}

export const toAttempt = (row: Row): AttemptRecord => ({
  messageId: row['message_id'] as Seq,
  queueId: row['queue_id'] as number,
  number: row['number'] as number,
  consumer: row['consumer'] as string,
  startedAt: row['started_at'] as number,
  endedAt: row['ended_at'] as number,
  outcome: row['outcome'] as AttemptOutcome,
  error: row['error_name'] === null ? null : errorOf(row),
  fingerprint: row['fingerprint'] as number | null,
});

const errorOf = (row: Row) => ({
  name: row['error_name'] as string,
  message: (row['error_message'] as string | null) ?? '',
  ...(row['error_stack'] === null ? {} : { stack: row['error_stack'] as string }),
});
