import { currentAct, type AuditEntry, type AuditQuery, type AuditRecord } from '@howdah/core';
import type { EntityManager } from 'typeorm';

const keptDays = 90;

/** What is being done now, if it is to be written down, in the transaction that does it. */
export async function recordCurrentAct(manager: EntityManager): Promise<void> {
  const act = currentAct();
  if (act !== null) await recordEntry(manager, act.entry);
}

/** After the commit. */
export function actIsRecorded(): void {
  const act = currentAct();
  if (act !== null) act.isRecorded = true;
}

/** Ends old records on the way: there are few of either. */
export async function recordEntry(manager: EntityManager, entry: AuditEntry): Promise<void> {
  const { user, action, vhost, target, outcome, error, details } = entry;
  await manager.query(
    `with old as (
       delete from howdah.audit_entry where id in (
         select id from howdah.audit_entry where at < now() - $8::int * interval '1 day' order by at limit 100 for update skip locked)
     )
     insert into howdah.audit_entry (user_name, action, vhost, target, outcome, error, details)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [text(user), action, vhost === null ? null : text(vhost), text(target), outcome, error, storableJson(details), keptDays],
  );
}

export async function listEntries(manager: EntityManager, query: AuditQuery): Promise<AuditRecord[]> {
  const { limit, before, user = null, action = null, vhost = null, target = null, outcome = null, since, until } = query;
  const time = (ms: number | undefined) => (ms === undefined ? null : new Date(ms));
  const rows = await manager.query<readonly Row[]>(
    `select id, at, user_name, action, vhost, target, outcome, error, details from howdah.audit_entry
     where id < $1 and ($2::text is null or user_name = $2) and ($3::text is null or action = $3)
       and ($4::text is null or vhost = $4) and ($5::text is null or target = $5) and ($6::text is null or outcome = $6)
       and ($7::timestamptz is null or at >= $7) and ($8::timestamptz is null or at < $8)
     order by id desc limit $9`,
    [before, user, action, vhost, target, outcome, time(since), time(until), limit],
  );
  return rows.map(({ id, at, user_name: name, ...row }) => ({ ...row, id: Number(id), at: at.getTime(), user: name }));
}

interface Row extends Omit<AuditRecord, 'id' | 'at' | 'user'> {
  readonly id: string;
  readonly at: Date;
  readonly user_name: string;
}

/** A name that is refused may hold what text in a database cannot. */
const text = (value: string): string => Buffer.from(value).toString().replaceAll('\0', '\ufffd');

const storableJson = (details: AuditEntry['details']): string =>
  JSON.stringify(details, (_key, value: unknown) => (typeof value === 'string' ? text(value) : value));
