import type { DataSource, EntityManager } from 'typeorm';
import type pg from 'pg';
import { StandbyWait } from '../wire/standby-wait.js';

/**
 * A transaction that is on a standby as well when this resolves, wherever commits wait for one. Rejects with SQLSTATE 08007 when the
 * connection is lost after a wait that was cut short: the transaction may exist on the former primary only.
 */
export async function replicatedTransaction<T>(source: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    const standby = new StandbyWait((await runner.connect()) as pg.ClientBase);
    try {
      const value = await runner.manager.transaction(work);
      await standby.again();
      return value;
    } finally {
      standby.end();
    }
  } finally {
    await runner.release();
  }
}
