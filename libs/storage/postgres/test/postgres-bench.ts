import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { completeHandoff, type HandedIn, type MessageStoreBench } from '@howdah/storage-conformance';
import { Notifications, PostgresMessageStore, Primary, ReplicaReader } from '@howdah/storage-postgres';

const leaseMs = 10_000;

const emptyWorld = `
  truncate howdah.run, howdah.message, howdah.lease_owner, howdah.flush, howdah.attempt, howdah.idempotency_key,
    howdah.error_group, howdah.error_group_hour, howdah.history_rate, howdah.history_depth, howdah.operation, howdah.intake,
    howdah.refused_publication cascade`;

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
    async handIn(publications) {
      await client.query('begin');
      for (const publication of publications) await handIn(client, publication);
      await client.query('commit');
    },
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

/** As the SQL functions do, for queues and exchanges that are in no topology. */
async function handIn(client: pg.Client, { vhost, exchange, routingKey, properties, headers, body }: HandedIn): Promise<void> {
  const text = `
    with numbered as (select nextval('howdah.intake_id') as id)
    insert into howdah.intake (id, slot, vhost, exchange, routing_key, properties, headers, body, role, at)
    select id, (id >> 18) & 3, $1, $2, $3, $4::jsonb, $5::jsonb, $6, 'application', clock_timestamp() from numbered
    returning pg_notify('howdah_intake', (id >> 10)::text)`;
  await client.query(text, [vhost, exchange, routingKey, JSON.stringify(properties), JSON.stringify(headers), body]);
}
