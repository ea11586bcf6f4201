import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BrokerError, Seq } from '@howdah/core';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@howdah/postgres-cluster';
import { completeHandoff, insert } from '@howdah/storage-conformance';
import { migrate, Notifications, PostgresMessageStore } from '@howdah/storage-postgres';

const QUEUE = 1;
const plenty = { count: 10_000, bytes: Number.MAX_SAFE_INTEGER };

/** A server of its own that may be killed, with fsync as in production, and a store on it. */
async function ownServer() {
  const dataDir = await mkdtemp(join(tmpdir(), 'howdah-crash-'));
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  const { url, port } = server;
  await migrate({ url });
  const notifications = new Notifications({ url });
  const store = new PostgresMessageStore({ url, notifications, name: 'crash' });
  await store.open(completeHandoff());
  onTestFinished(async () => {
    await store.close();
    await notifications.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return {
    store,
    crash: async () => {
      await server.kill();
      server = await startEmbeddedPostgres({ dataDir, port });
    },
  };
}

async function bodiesIn(store: PostgresMessageStore): Promise<string[]> {
  const { runs } = await store.claimMessages(QUEUE, plenty);
  return runs.flatMap((run) => run.messages.map(({ message }) => message.body.toString()));
}

function publish(store: PostgresMessageStore, body: string, durable: boolean): Promise<Seq> {
  return new Promise((resolve, reject) =>
    store.insertMessage({
      ...insert(QUEUE, body, { durable }),
      lane: 0,
      settled: (error: BrokerError | null, seq) => (error === null ? resolve(seq) : reject(error)),
    }),
  );
}

test('after a crash of the database durable messages are there and transient ones are gone', async () => {
  const { store, crash } = await ownServer();
  await Promise.all([publish(store, 'durable', true), publish(store, 'transient', false), publish(store, 'kept', true)]);
  await crash();
  expect(await bodiesIn(store)).toEqual(['durable', 'kept']);
});

test('publishes under way while the database crashes are confirmed once it is back, each stored once', async () => {
  const { store, crash } = await ownServer();
  const bodies = Array.from({ length: 2_000 }, (_, i) => `m${i}`);
  const confirms = bodies.map((body) => publish(store, body, true));
  await confirms[0];
  await crash();
  await Promise.all(confirms);
  expect(await bodiesIn(store)).toEqual(bodies);
});
