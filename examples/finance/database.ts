import { readFile } from 'node:fs/promises';
import pg from 'pg';

/** What the bank's processes log in as: it may publish to and acknowledge from the ledger's queues, and change what it has to. */
const role = 'bank';

/** Sessions of the role `bank`; lists of sessions show the name. */
export function openPool(databaseUrl: string, name: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    options: `-c role=${role} -c search_path=bank`,
    application_name: name,
    max,
  });
  return pool.on('error', (error) => console.error(error)); // an idle session is lost: the pool opens another
}

/** Schema, role and grants; needs the owner of the database. What is there already stays. */
export async function prepareDatabase(owner: pg.Pool): Promise<void> {
  await owner.query('create schema if not exists bank');
  await owner.query(await readFile(new URL('schema.sql', import.meta.url), 'utf8'));
  await owner.query(`
    do $$ begin create role ${role}; exception when duplicate_object then null; end $$;
    grant usage on schema bank to ${role};
    grant select, insert on all tables in schema bank to ${role};
    grant update on account, transfer_sequence, transfer to ${role};`);
  const grant = 'select howdah.grant_application($1, write => $2, read => $2)';
  await owner.query(grant, [role, String.raw`^ledger\.`]);
}
