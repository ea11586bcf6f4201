import { currentAct, type AuditEntry, type AuditQuery, type AuditRecord } from '@howdah/core';
import type { EntityManager } from 'typeorm';
import { statements } from '../statements.js';
import type { Reader } from '../wire/reader.js';

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

export async function listEntries(reader: Pick<Reader, 'run'>, query: AuditQuery): Promise<AuditRecord[]> {
  const { limit, before, user = null, action = null, vhost = null, target = null, outcome = null, since, until } = query;
  const time = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
  const rows = await reader.run(statements.listAudit, [
    ...[before, user, action, vhost, target, outcome, time(since), time(until), limit],
  ]);
  return (rows as unknown as readonly Row[]).map(({ id, at, user_name: name, ...row }) => ({
    ...{ ...row, id: Number(id), at: new Date(at).getTime(), user: name },
  }));
}

interface Row extends Omit<AuditRecord, 'id' | 'at' | 'user'> {
  readonly id: string | number;
  readonly at: Date | number;
  readonly user_name: string;
}

/** A name that is refused may hold what text in a database cannot. */
const text = (value: string): string => Buffer.from(value).toString().replaceAll('\0', '\ufffd');

const storableJson = (details: AuditEntry['details']): string =>
  JSON.stringify(details, (_key, value: unknown) => (typeof value === 'string' ? text(value) : value));
