import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { BrokerError } from '@howdah/core';
import { completeHandoff, insert } from '@howdah/storage-conformance';
import { createDatabase } from '@howdah/testing';
import { Notifications, PostgresMessageStore } from '@howdah/storage-postgres';

const QUEUE = 1;

/** The server answers as it does when it cannot extend a table's file. */
const fillDisk = `
  create function no_space() returns trigger language plpgsql as $$
  begin
    raise exception using errcode = '53100', message = 'could not extend file "base/1/2": No space left on device';
  end $$;
  create trigger no_space before insert on howdah.message_durable_0 for each row execute function no_space()`;
const freeDisk = 'drop trigger no_space on howdah.message_durable_0';

test('refuses publishes while the disk is full, loses nothing confirmed and goes on when there is room', async () => {
  const { url } = await createDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const notifications = new Notifications({ url });
  const store = new PostgresMessageStore({ url, notifications, name: 'full' });
  await store.open(completeHandoff());
  onTestFinished(async () => {
    await store.close();
    await notifications.close();
    await client.end();
  });
  const publish = (body: string): Promise<BrokerError | null> =>
    new Promise((settled) => store.insertMessage({ ...insert(QUEUE, body), lane: 0, settled }));

  expect(await publish('before')).toBeNull();
  await client.query(fillDisk);
  expect(await publish('refused')).toMatchObject({
    code: 'storage_full',
    retryable: true,
    remedy: expect.stringContaining('disk space') as string,
  });
  await client.query(freeDisk);
  expect(await publish('after')).toBeNull();
  const { runs } = await store.claimMessages(QUEUE, { count: 10, bytes: Number.MAX_SAFE_INTEGER });
  expect(runs.flatMap((run) => run.messages.map(({ message }) => message.body.toString()))).toEqual(['before', 'after']);
});
