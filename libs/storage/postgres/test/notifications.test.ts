import { createDatabase } from '@howdah/testing';
import { Notifications } from '@howdah/storage-postgres';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';

let database: Awaited<ReturnType<typeof createDatabase>>;
let notifications: Notifications;
let sender: pg.Client;
beforeEach(async () => {
  database = await createDatabase();
  notifications = new Notifications({ ...database, applicationName: 'listener-under-test' });
  sender = new pg.Client({ connectionString: database.url });
  await sender.connect();
});
afterEach(async () => {
  await notifications.close();
  await sender.end();
  await database.drop();
});

it('hands each payload to the handlers of its channel', async () => {
  const heard: string[] = [];
  await Promise.all([
    notifications.listen('one', (payload) => heard.push(`one ${payload}`)),
    notifications.listen('two', (payload) => heard.push(`two ${payload}`)),
    notifications.listen('two', (payload) => heard.push(`again ${payload}`)),
  ]);
  await sender.query(`select pg_notify('one', 'a'), pg_notify('two', 'b'), pg_notify('three', 'c')`);
  await expect.poll(() => heard).toEqual(['one a', 'two b', 'again b']);
});

it('connects again after a break, says that something may be missed and goes on listening', async () => {
  const heard: (string | null)[] = [];
  await notifications.listen('channel', (payload) => heard.push(payload));
  const kill = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listener-under-test' and datname = current_database()`;
  expect((await sender.query(kill)).rowCount).toBe(1);
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual([null]);
  await sender.query(`select pg_notify('channel', 'after')`);
  await expect.poll(() => heard).toEqual([null, 'after']);
});

it('rejects when the first connection cannot be made', async () => {
  const url = new URL(database.url);
  url.port = '1';
  const nowhere = new Notifications({ url: url.href });
  await expect(nowhere.listen('channel', () => {})).rejects.toMatchObject({ code: 'storage_unavailable' });
  await nowhere.close();
});
