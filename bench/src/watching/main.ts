import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBroker } from '@howdah/core';
import { startEmbeddedPostgres } from '@howdah/postgres-cluster';
import {
  argon2Hasher,
  migrate,
  Notifications,
  openDataSource,
  PostgresAccessStore,
  PostgresMessageStore,
  PostgresPresenceStore,
  PostgresTopologyStore,
} from '@howdah/storage-postgres';
import { environment } from '../environment.js';
import { ownCpu, processTreeCpu } from '../process-cpu.js';
import { createDatabases, query } from '../storage/databases.js';

/** What it costs to watch a broker that has nothing else to do: queues that all hold messages, history, attention, a stream. */
const QUEUES = Number(process.env['HOWDAH_BENCH_QUEUES'] ?? 10_000);
const RUNS_PER_QUEUE = 4;
const SECONDS = Number(process.env['HOWDAH_BENCH_SECONDS'] ?? 20);

const fill = `
  insert into howdah.queue (vhost_id, name, durable, exclusive, auto_delete, arguments, created_at)
  select (select id from howdah.vhost where name = '/'), 'q' || n, true, false, false, '\\x00000000', now() from generate_series(1, ${QUEUES}) as n;
  insert into howdah.message (seq, shelf, content)
  select 1024 + n * 1024, 0, decode('01000000001a0000000000000000' || lpad(to_hex((extract(epoch from now()) * 1000)::int8), 16, '0') || '00000000', 'hex')
  from generate_series(1, ${QUEUES * RUNS_PER_QUEUE}) as n;
  insert into howdah.run (id, queue_id, first_seq, durable, size, bytes, pending)
  select 1024 + n * 1024, (select min(id) from howdah.queue) + n % ${QUEUES}, 1024 + n * 1024, true, 1, 26,
         int8multirange(int8range(1024 + n * 1024, 1025 + n * 1024))
  from generate_series(1, ${QUEUES * RUNS_PER_QUEUE}) as n;
  select setval('howdah.message_seq', 1024 * ${QUEUES * RUNS_PER_QUEUE + 10});
  analyze howdah.run; analyze howdah.message;`;

const dataDir = await mkdtemp(join(tmpdir(), 'howdah-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir });
try {
  const databases = await createDatabases(postgres.url);
  console.log(environment(postgres.version));
  for (const isFull of [false, true]) await measure(await databases.create(`watching_${isFull}`), isFull);
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function measure(url: string, isFull: boolean): Promise<void> {
  await migrate({ url });
  if (isFull) await query(url, fill);
  const { broker, close } = await open(url);
  const session = await broker.access.login({ user: 'bench', password: 'a password of the bench', loopback: true });
  console.log(isFull ? `${QUEUES} queues, ${QUEUES * RUNS_PER_QUEUE} runs:` : 'no queue:');
  await report('history alone', async () => {});
  const startedAt = performance.now();
  const { findings } = await broker.statistics.attention(session);
  console.log(`  attention: ${findings.length} findings in ${Math.round(performance.now() - startedAt)} ms`);
  await report('history and a stream of everything', async () => {
    const topics = ['overview', 'queues', 'attention'] as const;
    return broker.live.watch(session, { topics, vhost: null, queue: null }, null, { tell: () => {}, ended: () => {} });
  });
  const [size] = await query<{ rates: string; depths: string; rows: string }>(
    url,
    `select pg_total_relation_size('howdah.history_rate') as rates, pg_total_relation_size('howdah.history_depth') as depths,
            (select count(*) from howdah.history_rate) as rows`,
  );
  console.log(`  history: ${size!.rows} stretches, ${size!.rates} B of rates, ${size!.depths} B of depths`);
  await close();
}

/** CPU of the broker and of Postgres while it does that, in per cent of one processor; the longest time that messages would have waited. */
async function report(name: string, begin: () => Promise<(() => void) | void>): Promise<void> {
  const end = await begin();
  await sleep(1_000);
  const [node, server] = [ownCpu(), processTreeCpu(postgres.pid)];
  const pauses = monitorEventLoopDelay({ resolution: 5 });
  pauses.enable();
  await sleep(SECONDS * 1_000);
  const share = (after: number, before: number) => `${(((after - before) / (SECONDS * 1e6)) * 100).toFixed(1)} %`;
  const used = `broker ${share(ownCpu(), node)}, Postgres ${share(processTreeCpu(postgres.pid), server)}`;
  console.log(`  ${name}: ${used}, longest pause ${(pauses.max / 1e6).toFixed(0)} ms`);
  pauses.disable();
  end?.();
}

async function open(url: string) {
  const notifications = new Notifications({ url });
  const dataSource = await openDataSource({ url });
  const presenceStore = new PostgresPresenceStore({ url, notifications });
  const messageStore = new PostgresMessageStore({ url, notifications, name: 'bench' });
  const broker = createBroker({
    ...{ messageStore, presenceStore, accessStore: new PostgresAccessStore(dataSource, notifications) },
    topologyStore: new PostgresTopologyStore(dataSource, notifications, () => messageStore.owner),
    ...{ passwordHasher: argon2Hasher, clock: messageStore.clock },
    log: { info: () => {}, warn: console.warn, error: console.error },
  });
  await broker.start();
  await broker.ensureAdministrator('bench', 'a password of the bench');
  const close = async () => {
    await broker.stop(5_000);
    await presenceStore.close();
    await notifications.close();
    await dataSource.destroy();
  };
  return { broker, close };
}
