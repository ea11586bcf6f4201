import { createDatabase } from '@howdah/testing';
import { checkSchema, migrate } from '@howdah/storage-postgres';
import { readdirSync } from 'node:fs';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const files = readdirSync(new URL('../migrations/', import.meta.url)).sort();
const names = files.map((file) => file.replace('.sql', ''));

let database: Awaited<ReturnType<typeof createDatabase>>;
beforeEach(async () => {
  database = await createDatabase();
  await query('drop schema if exists howdah cascade');
});
afterEach(() => database.drop());

async function query(text: string, url = database.url): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('migrate', () => {
  it('runs every migration in order and tells each before it runs', async () => {
    const told: string[] = [];
    expect(await migrate(database, (name) => told.push(name))).toEqual({ version: names.length, applied: names });
    expect(told).toEqual(names);
    expect(await query(`select name from howdah.vhost`)).toEqual([{ name: '/' }]);
  });

  it('does nothing the second time', async () => {
    await migrate(database);
    expect(await migrate(database)).toEqual({ version: names.length, applied: [] });
  });

  it('lets brokers that start at the same time all succeed, each migration being run once', async () => {
    const results = await Promise.all([migrate(database), migrate(database), migrate(database)]);
    expect(results.flatMap((result) => result.applied)).toEqual(names);
  });

  it('runs as an owner that is no superuser', async () => {
    const role = `owner_${Date.now()}`;
    const name = new URL(database.url).pathname.slice(1);
    await query(`create role ${role} login password 'owner'`);
    await query(`alter database ${name} owner to ${role}`);
    const url = new URL(database.url);
    url.username = role;
    url.password = 'owner';
    try {
      expect((await migrate({ url: url.href })).applied).toEqual(names);
    } finally {
      await query(`reassign owned by ${role} to current_user`);
      await query(`drop role ${role}`);
    }
  });

  it('refuses a database that a newer program has migrated, and changes nothing', async () => {
    await migrate(database);
    await query(`insert into howdah.migration ("timestamp", name) values (9000, 'of_the_future_0000000009000')`);
    const refusal = {
      code: 'schema_too_new',
      message: `the database at ${new URL(database.url).host} has schema version 9000, this program knows up to ${names.length}`,
      remedy: expect.stringContaining('at least as new') as string,
    };
    await expect(migrate(database)).rejects.toMatchObject(refusal);
    await expect(checkSchema(database)).rejects.toMatchObject(refusal);
  });

  it('leaves nothing of a migration that fails', async () => {
    await query('create schema howdah; create table howdah.vhost (taken int)');
    await expect(migrate(database)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('already exists') as string,
    });
    const tables = await query(
      `select tablename as name from pg_tables where schemaname = 'howdah' and tablename in ('exchange', 'topology_version')`,
    );
    expect(tables).toEqual([]);
    await query('drop table howdah.vhost');
    expect((await migrate(database)).applied).toEqual(names.slice(1));
  });

  it('[waitMs] says who is in the way when another holds the lock too long', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query('select pg_advisory_lock(114827953725800)');
    await expect(migrate({ ...database, waitMs: 50 })).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringContaining('another broker has been migrating') as string,
    });
    await other.end();
  });
});

describe('checkSchema', () => {
  it('names the migrations that are missing', async () => {
    await expect(checkSchema(database)).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringContaining(names[0]!) as string,
    });
    await migrate(database);
    expect(await checkSchema(database)).toEqual({ version: names.length, applied: [] });
  });
});

describe('a database that cannot be used', () => {
  const at = (change: (url: URL) => void): string => {
    const url = new URL(database.url);
    change(url);
    return url.href;
  };

  it('is reported when it does not exist', async () => {
    await expect(migrate({ url: at((url) => (url.pathname = '/no_such_database')) })).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringMatching(/:\d+ refuses us \(database "no_such_database" does not exist\)$/) as string,
      remedy: expect.stringContaining('Create the database') as string,
    });
  });

  it('is reported when nothing listens', async () => {
    await expect(migrate({ url: at((url) => (url.port = '1')) })).rejects.toMatchObject({
      code: 'storage_unavailable',
      remedy: expect.stringContaining('Postgres runs') as string,
    });
  });

  it('is reported when the role does not exist', async () => {
    await expect(migrate({ url: at((url) => (url.username = 'no_such_role')) })).rejects.toMatchObject({
      code: 'storage_unavailable',
      remedy: expect.stringContaining('user, password') as string,
    });
  });
});
