import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { completeHandoff, type MessageStoreBench } from '@howdah/storage-conformance';
import { Notifications, PostgresMessageStore, Primary, ReplicaReader } from '@howdah/storage-postgres';

const leaseMs = 10_000;

const emptyWorld = `
  truncate howdah.run, howdah.message, howdah.lease_owner, howdah.flush, howdah.attempt, howdah.idempotency_key,
    howdah.error_group, howdah.error_group_hour, howdah.history_rate, howdah.history_depth, howdah.operation cascade`;

/** Time passes by moving every stored instant into the past: the database's clock is the one that counts. */
const shiftTime = `
  with by as (select $1::float8 * interval '1 ms' as ms),
       runs as (update howdah.run set available_at = available_at - by.ms, expires_at = expires_at - by.ms from by),
       owners as (update howdah.lease_owner set expires_at = expires_at - by.ms from by)
  update howdah.idempotency_key set created_at = created_at - by.ms from by`;

/** A world of messages in a database of its own; emptied each time a bench is made. */
export async function postgresBench(url: string): Promise<MessageStoreBench> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(emptyWorld);
  const reader = new ReplicaReader({ primary: new Primary({ url }) });
  const open = new Map<PostgresMessageStore, Notifications>();
  const arrived = new Map<PostgresMessageStore, string | null>();
  let queueId = 0;
  let syncs = 0;
  let stores = 0;
  return {
    leaseMs,
    async openStore(handoff) {
      const notifications = new Notifications({ url });
      const name = `bench-${++stores}`;
      const store = new PostgresMessageStore({ url, notifications, name, leaseMs, connections: 3, reader });
      open.set(store, notifications);
      const owner = await store.open(completeHandoff(handoff));
      await notifications.listen('howdah_bench', (payload) => arrived.set(store, payload));
      return {
        store,
        owner,
        async kill() {
          open.delete(store);
          await endConnections(client, name);
          await store.abandon();
          await notifications.close();
        },
      };
    },
    nextQueueId: () => ++queueId,
    now: () => Date.now(),
    async advance(ms) {
      await client.query(shiftTime, [ms]);
    },
    // Notifications arrive in the order of their commits.
    async hintsArrived() {
      const sync = String(++syncs);
      await client.query('select pg_notify($1, $2)', ['howdah_bench', sync]);
      while ([...open.keys()].some((store) => arrived.get(store) !== sync)) await setImmediate();
    },
    async close() {
      for (const [store, notifications] of open) {
        await store.abandon();
        await notifications.close();
      }
      await reader.close();
      await client.end();
    },
  };
}

/** As the end of their process would: whatever is under way on them is rolled back, or was committed and nobody hears of it. */
async function endConnections(client: pg.Client, name: string): Promise<void> {
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1`, [`howdah ${name}`]);
}
