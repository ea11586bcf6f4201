import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Act, whileActing, type AuditEntry, type AuditRecord } from '@howdah/core';
import { Notifications, openDataSource, PostgresAccessStore, PostgresTopologyStore } from '@howdah/storage-postgres';
import { createDatabase } from '@howdah/testing';

const entry: AuditEntry = { user: 'ann', action: 'test', vhost: null, target: 't', outcome: 'done', error: null, details: {} };

async function setup() {
  const database = await createDatabase();
  const source = await openDataSource(database);
  const notifications = new Notifications(database);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const access = new PostgresAccessStore(source, notifications);
  const topology = new PostgresTopologyStore(source, notifications, () => 1);
  const records = (): Promise<readonly AuditRecord[]> => access.listAudit({ limit: 10, before: Number.MAX_SAFE_INTEGER });
  const close = async () => {
    await Promise.all([source.destroy(), notifications.close(), client.end()]);
    await database.drop();
  };
  return { access, topology, client, records, close };
}

let world: Awaited<ReturnType<typeof setup>>;
beforeAll(async () => {
  world = await setup();
});
afterAll(() => world.close());

test('a change and its record are one transaction', async () => {
  const { access, topology, client, records } = world;
  const act = new Act(entry);
  await whileActing(act, () => topology.createVhost('shop', ''));
  expect(act.isRecorded).toBe(true);
  expect(await records()).toMatchObject([{ user: 'ann', action: 'test' }]);
  // Where the record cannot be written nothing is changed, and where nothing is changed no record is written.
  await client.query(`alter table howdah.audit_entry add constraint refuses check (action <> 'impossible')`);
  const impossible = new Act({ ...entry, action: 'impossible' });
  await expect(whileActing(impossible, () => topology.createVhost('other', ''))).rejects.toThrow();
  const user = { name: 'ann', passwordHash: null, role: 'none', loopbackOnly: false, impersonator: false } as const;
  await expect(whileActing(impossible, () => access.putUser(user))).rejects.toThrow();
  expect(impossible.isRecorded).toBe(false);
  expect((await topology.load()).vhosts.map(({ name }) => name)).not.toContain('other');
  expect((await access.load()).users).toEqual([]);
  const nothing = new Act(entry);
  await whileActing(nothing, () => topology.createVhost('shop', ''));
  expect(nothing.isRecorded).toBe(false);
  expect(await records()).toHaveLength(1);
});
