import { createDatabase, type TestDatabase } from '@howdah/testing';
import { checkSchema } from '@howdah/storage-postgres';
import pg from 'pg';
import { expect, test } from 'vitest';

test('gives a database that has the schema already', async () => {
  await expect(checkSchema(await createDatabase())).resolves.toMatchObject({ applied: [] });
});

test('gives every caller a database of its own', async () => {
  const [one, other] = await Promise.all([createDatabase(), createDatabase()]);
  await query(one, 'create table mine ()');
  await expect(query(other, 'select from mine')).rejects.toThrow('relation "mine" does not exist');
});

test('drops a database when it is told to', async () => {
  const database = await createDatabase();
  await database.drop();
  await expect(query(database, 'select')).rejects.toThrow('does not exist');
});

test('tells a test that it left a session open, and drops the database all the same', async () => {
  const database = await createDatabase();
  const forgotten = new pg.Client({ connectionString: database.url });
  forgotten.on('error', () => {}); // being cut off is what this test does to it
  const cut = new Promise<void>((resolve) => forgotten.once('end', resolve));
  await forgotten.connect();
  await forgotten.query('select 42');
  await expect(database.drop()).rejects.toThrow('left 1 sessions open in its database, last seen with: select 42');
  await cut;
  await expect(query(database, 'select')).rejects.toThrow('does not exist');
});

async function query(database: TestDatabase, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
