import { createDatabase, type TestDatabase } from '@howdah/testing';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  connect,
  defineQueue,
  fixed,
  fromPg,
  fromPrisma,
  immediate,
  inboxSchema,
  outboxSchema,
  relayOutbox,
  viaOutbox,
  type Client,
  type Message,
} from '@howdah/sdk';
import { libraries } from './support/databases.js';
import { listenOnPostgres, type PostgresListener } from './support/postgres-listener.js';
import { Collected } from './support/signal.js';

let database: TestDatabase;
let listener: PostgresListener;
let admin: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  listener = await listenOnPostgres(database.url);
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query('select howdah.grant_application(session_user)');
  await admin.query(`${inboxSchema}; create table effect (library text, id int)`);
});
afterAll(async () => {
  await admin.end();
  await listener.stop();
});

let queues = 0;
const newQueue = () => defineQueue<number>(`tx-${++queues}`, { retry: immediate({ attempts: 50 }) });

async function connected(errors: unknown[] = []): Promise<Client> {
  const client = await connect(listener.url, { onError: (error) => errors.push(error) });
  onTestFinished(() => client.close());
  return client;
}

/** A database on the same server that no broker knows. */
async function foreignDatabase(): Promise<string> {
  const foreign = await createDatabase();
  const { url } = foreign;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('drop schema howdah cascade');
  await client.end();
  onTestFinished(() => foreign.drop());
  return url;
}

describe.each(libraries)('in a transaction of %s', (library, open) => {
  test('publishing, acknowledging and the inbox are as atomic as the rows of the application', async () => {
    const client = await connected();
    const db = await open(database.url);
    onTestFinished(async () => void (await db.close()));
    const [orders, invoices] = [newQueue(), newQueue()];
    const received = new Collected<Message<number>>();
    client.consume(invoices, received.add);
    const answers: boolean[] = [];
    const worker = client.consume(
      orders,
      (message) =>
        db.transaction(async (tx, execute) => {
          answers.push(await message.inbox({ tx }));
          await execute(`insert into effect values ('${library}', ${message.data})`);
          await client.publish(invoices, message.data, { tx, headers: { 'it-is': 'ä"\'\\' }, correlationId: 'c' });
          await client.publishBatch([{ queue: invoices, data: 100 + message.data }], { tx });
          await message.ack({ tx });
          if (message.attempt === 1) throw new Error('the first attempt fails');
        }),
      { transactional: true },
    );
    await worker.ready();
    await client.publish(orders, 1);
    const [first, second] = await received.atLeast(2);
    expect(first).toMatchObject({ data: 1, correlationId: 'c', headers: { 'it-is': 'ä"\'\\' } });
    expect(second).toMatchObject({ data: 101 });
    await worker.close();
    expect(answers).toEqual([true, true]);
    expect((await admin.query('select id from effect where library = $1', [library])).rows).toEqual([{ id: 1 }]);
    expect(received.items).toHaveLength(2);
  });

  test('a mistake is a typed error with its remedy', async () => {
    const client = await connected();
    const queue = newQueue();
    const db = await open(database.url);
    const foreign = await open(await foreignDatabase());
    onTestFinished(async () => void (await Promise.all([db.close(), foreign.close()])));
    const missing = defineQueue<number>('nowhere', { declare: false });
    const other = await connect(listener.url);
    await other.close(); // no broker is asked any more
    await expect(db.transaction((tx) => other.publish(missing, 1, { tx }))).rejects.toMatchObject({
      code: 'queue_not_found',
      remedy: expect.stringContaining('Declare it') as string,
    });
    await expect(db.transaction((tx) => tx.ack('nonsense'))).rejects.toMatchObject({ code: 'message_refused' });
    const works = [
      () => foreign.transaction((tx) => client.publish(queue, 1, { tx })),
      () => foreign.transaction((tx) => tx.firstSeen({ queue: 'q', id: '1' })),
    ];
    for (const work of works)
      await expect(work()).rejects.toMatchObject({
        code: 'wrong_database',
        remedy: expect.stringContaining('viaOutbox') as string,
      });
  });
});

test('the adapter of Prisma passes SQL, values and errors on as its client takes and throws them', async () => {
  // As $queryRawUnsafe of Prisma behaves: the values one by one, the rows as the answer, errors as P2010 with the database's in meta.
  const prisma = {
    $queryRawUnsafe: (text: string, ...values: unknown[]) =>
      admin.query(text, values).then(
        ({ rows }): unknown => rows,
        ({ code, message }: { code: string; message: string }) =>
          Promise.reject(Object.assign(new Error(), { code: 'P2010', meta: { code, message } })),
      ),
  };
  const tx = fromPrisma(prisma);
  expect(await tx.firstSeen({ queue: 'prisma', id: '1' })).toBe(true);
  expect(await tx.firstSeen({ queue: 'prisma', id: '1' })).toBe(false);
  await expect(tx.ack('nonsense')).rejects.toMatchObject({ code: 'message_refused' });
});

/** Where the handler ends: its session before step n or while the commit is under way, or itself when that has returned. */
type Kill = { readonly step: 0 | 1 | 2 | 3; readonly during: 'before' | 'commit' | 'after'; readonly lateMs: number };

const kills: fc.Arbitrary<readonly Kill[]> = fc.array(
  fc.record({
    step: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
    during: fc.constantFrom('before' as const, 'commit' as const, 'after' as const),
    lateMs: fc.integer({ min: 0, max: 4 }),
  }),
  { minLength: 1, maxLength: 6 },
);

test('a handler that is killed in mid-transaction leaves neither effect nor acknowledgment', async () => {
  const client = await connected();
  await admin.query('create table paid (run int, id int)');
  const killers = new pg.Pool({ connectionString: database.url, max: 3 });
  onTestFinished(() => killers.end());
  let run = 0;
  await fc.assert(
    fc.asyncProperty(kills, async (planned) => {
      const own = ++run;
      const queue = newQueue();
      const done = newQueue();
      const left = [...planned];
      const finished = new Collected<number>();
      const reported = client.consume(done, ({ data }) => finished.add(data));
      const worker = client.consume(queue, (message) => payOnce(message, left.shift()), { transactional: true, concurrency: 3 });

      async function payOnce(message: Message<number>, kill: Kill | undefined): Promise<void> {
        const session = new pg.Client({ connectionString: database.url });
        session.on('error', () => undefined);
        await session.connect();
        try {
          const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
          const end = () => killers.query('select pg_terminate_backend($1, 1000)', [rows[0]!.pid]);
          const tx = fromPg(session);
          const steps = [
            () => session.query('begin'),
            () => session.query('insert into paid values ($1, $2)', [own, message.data]),
            () => client.publish(done, message.data, { tx }),
            () => message.ack({ tx }),
          ];
          for (const [i, step] of steps.entries()) {
            if (kill?.during === 'before' && kill.step === i) await end();
            await step();
          }
          const committing = session.query('commit');
          if (kill?.during === 'commit') {
            committing.catch(() => undefined);
            await new Promise((resolve) => setTimeout(resolve, kill.lateMs));
            await end();
          }
          await committing;
          if (kill?.during === 'after') throw new Error('the handler dies before the broker hears of its success');
        } finally {
          await session.end().catch(() => undefined);
        }
      }

      const data = [1, 2, 3];
      await client.publishBatch(data.map((n) => ({ queue, data: n })));
      await finished.atLeast(3);
      // Everything that was delivered is settled now, and what was acknowledged is gone.
      await worker.close();
      await reported.close();
      const { rows } = await admin.query<{ id: number }>('select id from paid where run = $1 order by id', [own]);
      expect(rows.map(({ id }) => id)).toEqual(data);
      expect([...finished.items].sort()).toEqual(data);
      await listener.store.flush();
      const counts = await listener.store.countMessages();
      expect(counts.filter(({ ready, unacked, delayed }) => ready + unacked + delayed > 0)).toEqual([]);
    }),
    { numRuns: Number(process.env['HOWDAH_TX_RUNS'] ?? 12) },
  );
});

test('an outbox in another database is relayed in order, once or more under one id, and keeps what is refused', async () => {
  const errors: unknown[] = [];
  const client = await connected();
  const url = await foreignDatabase();
  const db = await libraries[0]![1](url);
  onTestFinished(async () => void (await db.close()));
  await db.transaction(async (_, execute) => execute(`${outboxSchema}; ${inboxSchema}`));
  const queue = newQueue();
  const received = new Collected<Message<number>>();
  client.consume(queue, received.add, { concurrency: 1 });
  const missing = defineQueue<number>('gone', { declare: false });
  const ids: string[] = [];
  const offline = await connect(listener.url);
  await offline.close(); // publishing into the outbox needs no broker
  for (let n = 0; n < 20; n++)
    await db.transaction(async (tx) => ids.push((await offline.publish(queue, n, { tx: viaOutbox(tx), headers: { n } })).id));
  await db.transaction((tx) => offline.publish(missing, 1, { tx: viaOutbox(tx) }));
  await db
    .transaction(async (tx) => {
      await offline.publish(queue, 99, { tx: viaOutbox(tx) });
      throw new Error('rolled back');
    })
    .catch(() => undefined);
  await expect(db.transaction((tx) => viaOutbox(tx).ack('x'))).rejects.toMatchObject({ code: 'unsupported' });
  const ending = new AbortController();
  const relay = relayOutbox({
    ...{ client, transaction: (work) => db.transaction((tx) => work(tx)), signal: ending.signal, interval: '20ms' },
    onError: (error) => errors.push(error),
  });
  const messages = await received.atLeast(20);
  expect(messages.map(({ data }) => data)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  expect(messages.map(({ id }) => id)).toEqual(ids);
  const left = () => db.transaction((tx) => tx.query('select error is null as waits from howdah_outbox', []));
  await expect.poll(left).toEqual([{ waits: false }]);
  expect(errors).toMatchObject([{ code: 'queue_not_found' }]);
  ending.abort();
  await relay;
});

test('a delivery whose attempt was taken back cannot be acknowledged in a transaction', async () => {
  const client = await connected();
  const queue = defineQueue<number>('late', { retry: fixed({ attempts: 2, delay: 0 }) });
  const first = new Collected<Message<number>>();
  let finish = (): void => undefined;
  const refused = new Promise<void>((resolve) => (finish = resolve));
  client.consume(
    queue,
    (message) => {
      first.add(message);
      if (message.attempt === 1) throw new Error('not yet');
      return refused;
    },
    { transactional: true },
  );
  await client.publish(queue, 1);
  const [lost] = await first.atLeast(2);
  await expect(lost!.ack({ tx: fromPg(admin) })).rejects.toMatchObject({ code: 'lease_lost' });
  finish();
});
