import { fileURLToPath } from 'node:url';
import { createDatabase, type TestDatabase } from '@howdah/testing';
import { examineDatabase, type Diagnosis } from '@howdah/storage-postgres';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCatalogue } from '../src/doctor/schema-catalogue.js';

let database: TestDatabase;
let client: pg.Client;
beforeEach(async () => {
  database = await createDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

const bad = async (): Promise<Diagnosis[]> => (await examineDatabase(database)).filter(({ level }) => level === 'bad');
/** The servers of tests run without: their data is thrown away. */
const ofTests = /fsync|full_page_writes/;
const unexpected = async (): Promise<Diagnosis[]> => (await bad()).filter(({ found }) => !ofTests.test(found));

it('expects what the migrations make, on every version of Postgres', async () => {
  // Written anew by: npx vitest run --project integration libs/storage/postgres/test/doctor.test.ts -u
  const catalogue = await readCatalogue(async (text) => (await client.query(text)).rows as never);
  const file = fileURLToPath(new URL('../schema.json', import.meta.url));
  await expect(`${JSON.stringify(catalogue, null, 2)}\n`).toMatchFileSnapshot(file);
});

it('finds nothing bad in a database that was just migrated', async () => {
  const found = await examineDatabase(database);
  expect(found.filter(({ level, found: text }) => level === 'bad' && !ofTests.test(text))).toEqual([]);
  expect(new Set(found.map(({ area }) => area))).toEqual(
    new Set(['connection', 'settings', 'schema', 'vacuum', 'rights', 'replication', 'brokers', 'clock']),
  );
});

it('sees what somebody has changed, and prints what makes a lost index again', async () => {
  await client.query(
    `drop index howdah.attempt_ended; alter table howdah.queue add column note text; create index extra on howdah.attempt (outcome)`,
  );
  await client.query(`alter table howdah.policy alter column priority type int8`);
  const drift = (await examineDatabase(database)).filter(({ area, level }) => area === 'schema' && level !== 'ok');
  expect(drift.map(({ found }) => found)).toEqual([
    'missing: index attempt_ended',
    'not as the migrations made them: column policy.priority',
    'not of the migrations: column queue.note, index extra',
  ]);
  for (const { fix } of drift) for (const statement of fix?.split('\n') ?? []) await client.query(statement);
  await client.query(`alter table howdah.queue drop column note; alter table howdah.policy alter column priority type int4`);
  expect(await unexpected()).toEqual([]);
});

it('sees an index that was left invalid', async () => {
  await client.query(`update pg_index set indisvalid = false where indexrelid = 'howdah.attempt_ended'::regclass`);
  expect(await unexpected()).toMatchObject([
    { area: 'indexes', found: 'invalid: howdah.attempt_ended', fix: 'reindex index concurrently howdah.attempt_ended;' },
  ]);
});

it('leaves alone a slot that nobody uses and that keeps little', async () => {
  await client.query(`select pg_create_physical_replication_slot('doctor_' || $1, true)`, [Date.now()]);
  try {
    expect(await unexpected()).toEqual([]);
  } finally {
    await client.query(`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like 'doctor\\_%'`);
  }
});

it('says which migrations are missing, and nothing of drift then', async () => {
  await client.query(`delete from howdah.migration where "timestamp" > 1`);
  const found = (await examineDatabase(database)).filter(({ area }) => area === 'schema');
  expect(found).toMatchObject([{ level: 'bad', remedy: 'Run howdah migrate up, or start a broker of this version.' }]);
  expect(found[0]!.found).toMatch(/^migrations are missing: 0002_/);
});

it('says so of a database that has no schema', async () => {
  await client.query('drop schema howdah cascade');
  expect((await unexpected())[0]).toMatchObject({ area: 'schema', found: 'the database has no schema of Howdah yet' });
});

it('prints what gives a role the rights that it lacks', async () => {
  const role = `doctor_${Date.now()}`;
  await client.query(`create role ${role} login password 'doctor'; grant usage on schema howdah to ${role};
    grant select on all tables in schema howdah to ${role}`);
  const url = new URL(database.url);
  [url.username, url.password] = [role, 'doctor'];
  try {
    const rights = async () => (await examineDatabase({ url: url.href })).filter(({ area }) => area === 'rights');
    const found = await rights();
    expect(found.map(({ level }) => level)).toEqual(['bad', 'warn']);
    for (const { fix } of found) await client.query(fix!);
    expect(await rights()).toMatchObject([{ level: 'ok' }]);
  } finally {
    await client.query(`reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`);
  }
});
