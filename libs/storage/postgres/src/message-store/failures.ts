import type { ErrorGroup, ErrorGroupQuery, FailureCount, FailureHour, Fingerprint, GroupAttempt } from '@howdah/core';
import { statements } from '../statements.js';
import { int4Array, int8Array, textArray } from '../wire/array-parameters.js';
import type { Connection, Row } from '../wire/database.js';
import type { Reader } from '../wire/reader.js';
import { toAttempt } from './counting.js';

/** Within the transaction of the settlements. */
export async function countFailures(connection: Connection, counts: readonly FailureCount[]): Promise<void> {
  if (counts.length === 0) return;
  await connection.run(statements.countFailures, [
    int8Array(counts.map(({ failure }) => failure.fingerprint)),
    int4Array(counts.map(({ failure }) => failure.queueId)),
    textArray(counts.map(({ failure }) => failure.errorName)),
    textArray(counts.map(({ failure }) => failure.message)),
    textArray(counts.map(({ failure }) => failure.frame)),
    int8Array(counts.map(({ attempts }) => attempts)),
    int8Array(counts.map(({ deaths }) => deaths)),
    textArray(counts.map(({ deadLetterQueueIds }) => `{${deadLetterQueueIds.join(',')}}`)),
  ]);
}

export async function listErrorGroups(
  database: Pick<Reader, 'run'>,
  { queueIds, since, onlyDeaths, limit, after }: ErrorGroupQuery,
): Promise<ErrorGroup[]> {
  const time = (ms: number): string => new Date(ms).toISOString();
  const rows = await database.run(statements.listErrorGroups, [
    ...[int4Array(queueIds), time(since), onlyDeaths, limit],
    ...(after === null ? [null, null] : [time(after.lastAt), after.fingerprint]),
  ]);
  return rows.map((row) => toGroup(row));
}

export async function findErrorGroup(database: Pick<Reader, 'run'>, fingerprint: Fingerprint): Promise<ErrorGroup | null> {
  const [row] = await database.run(statements.findErrorGroup, [fingerprint]);
  return row === undefined ? null : toGroup(row);
}

export async function listGroupAttempts(
  database: Pick<Reader, 'run'>,
  fingerprint: Fingerprint,
  { limit, before }: { readonly limit: number; readonly before: number },
): Promise<GroupAttempt[]> {
  const rows = await database.run(statements.listGroupAttempts, [fingerprint, before, limit]);
  return rows.map((row) => ({ ...toAttempt(row), position: row['id'] as number }));
}

const toGroup = (row: Row): ErrorGroup => ({
  fingerprint: row['fingerprint'] as number,
  queueId: row['queue_id'] as number,
  errorName: row['error_name'] as string,
  message: row['message'] as string,
  frame: row['frame'] as string | null,
  firstAt: row['first_at'] as number,
  lastAt: row['last_at'] as number,
  attempts: row['attempts'] as number,
  deaths: row['deaths'] as number,
  deadLetterQueueIds: row['dead_letter_queue_ids'] as number[],
  hours: row['hours'] as FailureHour[],
});
