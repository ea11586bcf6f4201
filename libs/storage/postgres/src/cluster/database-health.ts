import type { DatabaseHealth } from '@howdah/core';
import { statements } from '../statements.js';
import type { Connection, Row } from '../wire/database.js';

type Horizon = NonNullable<DatabaseHealth['oldestHorizon']>;

/** What an operator of the database looks at first; `server` is what describe_primary.sql tells. */
export async function readDatabaseHealth(connection: Connection, server: Row): Promise<DatabaseHealth> {
  const [transaction] = await connection.run(statements.oldestTransaction, []);
  const [horizon] = await connection.run(statements.oldestHorizon, []);
  const count = (name: string): number => server[name] as number;
  const share = (name: string) => ({ used: count(name), max: count(`${name}_max`) });
  return {
    name: server['database'] as string,
    sizeBytes: count('size_bytes'),
    connections: share('connections'),
    oldestTransaction: transaction === undefined ? null : toTransaction(transaction),
    oldestHorizon: horizon === undefined ? null : toHorizon(horizon),
    vacuum: {
      isOn: server['autovacuum'] as boolean,
      workers: share('vacuum_workers'),
      deadRows: count('dead_rows'),
      lastAt: server['vacuumed_at'] as number | null,
      frozenAge: share('frozen_age'),
    },
  };
}

const toTransaction = (row: Row) => ({ heldBy: row['held_by'] as string, ageMs: row['age_ms'] as number });

const toHorizon = (row: Row): Horizon => ({
  kind: row['kind'] as Horizon['kind'],
  heldBy: row['held_by'] as string,
  ageTransactions: row['age'] as number,
});
