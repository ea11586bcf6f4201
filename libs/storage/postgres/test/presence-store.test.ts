import { beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { presenceStoreSuite, type PresenceStoreBench } from '@howdah/storage-conformance';
import { migrate, Notifications, PostgresPresenceStore } from '@howdah/storage-postgres';
import { createDatabase } from '@howdah/testing';
import type { ConnectionRecord, ConsumerRecord } from '@howdah/core';
import { digestOf } from '../src/presence/presence-digest.js';
import { statements } from '../src/statements.js';

let url: string;
beforeAll(async () => {
  ({ url } = await createDatabase());
  await migrate({ url });
});

/** Longer than any test. */
const addOwner = `
  insert into howdah.lease_owner (id, kind, name, expires_at) values ($1, 'broker', 'bench', now() + interval '1 hour')`;

let lastOwner = 0;

async function postgresPresenceBench(): Promise<PresenceStoreBench> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('truncate howdah.connection, howdah.consumer, howdah.queue_use, howdah.lease_owner');
  const opened: { readonly store: PostgresPresenceStore; readonly notifications: Notifications }[] = [];
  return {
    async openBroker() {
      const owner = ++lastOwner;
      await client.query(addOwner, [owner]);
      const notifications = new Notifications({ url });
      // It listens in the background; what is told before would be missed.
      await notifications.listen('howdah_presence', () => undefined);
      const store = new PostgresPresenceStore({ url, notifications });
      opened.push({ store, notifications });
      return {
        store,
        owner,
        kill: async () => void (await client.query('delete from howdah.lease_owner where id = $1', [owner])),
      };
    },
    // Time passes by moving every stored instant into the past: the database's clock is the one that counts.
    async advance(ms) {
      await client.query(`update howdah.queue_use set used_at = used_at - $1::float8 * interval '1 ms'`, [ms]);
    },
    async close() {
      for (const { store, notifications } of opened) {
        await store.close();
        await notifications.close();
      }
      await client.end();
    },
  };
}

presenceStoreSuite('Postgres presence store', postgresPresenceBench);

test('the database and a broker digest the same presence alike', async () => {
  const bench = await postgresPresenceBench();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { store, owner } = await bench.openBroker();
    const [connections, consumers]: [ConnectionRecord[], ConsumerRecord[]] = [[], []];
    for (const id of [5, 2 ** 40 + 7, 2 ** 53 - 1]) {
      connections.push({ id, owner, vhost: '/', user: 'guest', name: 'n', connectedAt: 0, details: {} });
      consumers.push({ id: id - 3, connection: id, queueId: 1, tag: 't', priority: 0, exclusive: false, singleActive: false });
      await store.addConnection(connections.at(-1)!);
      await store.addConsumer(consumers.at(-1)!);
    }
    const { rows } = await client.query<{ digest: string }>(statements.digestOwnPresence.text, [owner]);
    expect(rows).toEqual([{ digest: digestOf({ connections, consumers }) }]);
    const [one, ...others] = consumers;
    expect(digestOf({ connections, consumers: [...others, one!] })).toBe(rows[0]!.digest);
    expect(digestOf({ connections, consumers: others })).not.toBe(rows[0]!.digest);
  } finally {
    await client.end();
    await bench.close();
  }
});
