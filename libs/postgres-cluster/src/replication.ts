import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeName } from './cluster-home.js';
import type { NodeSession } from './node-session.js';

const lookMs = 25;

/** What a standby calls itself, and its slot on the primary. */
export function standbyName(node: NodeName): string {
  return `howdah_${node}`;
}

/** The slot makes the primary keep what the standby has not received, up to `max_slot_wal_keep_size`. */
export async function ensureSlot(primary: NodeSession, node: NodeName): Promise<void> {
  await primary.query(
    `select pg_create_physical_replication_slot($1, true)
      where not exists (select from pg_replication_slots where slot_name = $1)`,
    [standbyName(node)],
  );
}

/** For a clone: what an old slot kept, or lost, has nothing to do with it. */
export async function renewSlot(primary: NodeSession, node: NodeName): Promise<void> {
  const name = [standbyName(node)];
  await primary.query(
    'select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where slot_name = $1 and active',
    name,
  );
  await primary.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', name);
  await ensureSlot(primary, node);
}

/** `absent`: it is not connected; `catching-up`: it is, and lacks something yet. */
type Progress = 'absent' | 'catching-up' | 'streaming';

async function progressOf(primary: NodeSession, node: NodeName): Promise<Progress> {
  const [row] = await primary.query<{ state: string }>('select state from pg_stat_replication where application_name = $1', [
    standbyName(node),
  ]);
  if (row === undefined) return 'absent';
  return row.state === 'streaming' ? 'streaming' : 'catching-up';
}

/**
 * True when the standby streams; false when it stayed away for `absentMsMax`, because what it needs is not there any more
 * or its history is another. While it catches up it may take its time.
 */
export async function untilStreaming(primary: NodeSession, node: NodeName, absentMsMax: number): Promise<boolean> {
  let seenAt = Date.now();
  for (;;) {
    const progress = await progressOf(primary, node);
    if (progress === 'streaming') return true;
    if (progress === 'catching-up') seenAt = Date.now();
    if (Date.now() - seenAt > absentMsMax) return false;
    await sleep(lookMs);
  }
}

/** Commits wait for the standby from now on. Resolves when it also has every commit that did not. */
export async function requireStandby(primary: NodeSession, node: NodeName): Promise<void> {
  await setSynchronousNames(primary, `ANY 1 (${standbyName(node)})`);
  await until(() => isSynchronous(primary, node));
  // The process that tells the others to wait is the checkpointer: when it answers, it has read the setting.
  await primary.query('checkpoint');
  const [end] = await primary.query<{ lsn: string }>('select pg_current_wal_flush_lsn() as lsn');
  await until(() => hasFlushed(primary, node, end!.lsn));
}

/** Commits wait for nobody any more, and those that wait end. */
export function dismissStandby(primary: NodeSession): Promise<void> {
  return setSynchronousNames(primary, '');
}

export async function isSynchronous(primary: NodeSession, node: NodeName): Promise<boolean> {
  const rows = await primary.query(
    `select 1 from pg_stat_replication where application_name = $1 and state = 'streaming' and sync_state in ('sync', 'quorum')`,
    [standbyName(node)],
  );
  return rows.length > 0;
}

async function setSynchronousNames(primary: NodeSession, names: string): Promise<void> {
  await primary.query(`alter system set synchronous_standby_names = '${names}'`);
  await primary.query('select pg_reload_conf()');
}

async function hasFlushed(primary: NodeSession, node: NodeName, lsn: string): Promise<boolean> {
  const rows = await primary.query('select 1 from pg_stat_replication where application_name = $1 and flush_lsn >= $2::pg_lsn', [
    standbyName(node),
    lsn,
  ]);
  return rows.length > 0;
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await sleep(lookMs);
}
