import type pg from 'pg';
import { until } from '../environment/until.js';
import type { LedgerProcesses } from './ledger-processes.js';

/** A process of the ledger that died with a transaction open. */
export interface Accident {
  readonly transferId: string;
  readonly ledger: number;
}

/**
 * Kills the ledger in mid-transaction: we hold the row of a transfer, so that whoever posts it waits with its entry written and nothing
 * committed. Undefined when no transfer was waiting any more.
 */
export async function killInTransaction(
  owner: pg.Pool,
  ledgers: LedgerProcesses,
  signal: AbortSignal,
): Promise<Accident | undefined> {
  const db = await owner.connect();
  try {
    await db.query('begin');
    const pick = `select id from bank.transfer where state = 'requested' limit 1 for no key update skip locked`;
    const [transfer] = (await db.query<{ id: string }>(pick)).rows;
    if (transfer === undefined) return undefined;
    const [own] = (await db.query<{ pid: number }>('select pg_backend_pid() as pid')).rows;
    const waiting = await waitingFor(owner, own!.pid, signal);
    const ledger = Number(/^ledger (\d+)$/.exec(waiting.name)?.[1]);
    await ledgers.kill(ledger);
    await db.query('rollback');
    await until(async () => !(await isThere(owner, waiting.pid)), signal);
    return { transferId: transfer.id, ledger };
  } finally {
    await db.query('rollback');
    db.release();
  }
}

interface Waiting {
  readonly pid: number;
  readonly name: string;
}

async function waitingFor(owner: pg.Pool, holder: number, signal: AbortSignal): Promise<Waiting> {
  const text = `select pid, application_name as name from pg_stat_activity where $1 = any(pg_blocking_pids(pid))`;
  let found: Waiting | undefined;
  await until(async () => {
    found = (await owner.query<Waiting>(text, [holder])).rows[0];
    return found !== undefined;
  }, signal);
  return found!;
}

async function isThere(owner: pg.Pool, pid: number): Promise<boolean> {
  return (await owner.query('select from pg_stat_activity where pid = $1', [pid])).rowCount === 1;
}
