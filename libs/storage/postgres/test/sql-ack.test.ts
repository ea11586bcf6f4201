import type pg from 'pg';
import { describe, expect, test } from 'vitest';
import { bodies, connect, failing, ground, type Ground } from './sql-ground.js';

describe('howdah.ack', () => {
  const effects = async ({ sql }: Ground): Promise<number> => (await sql.query('select from effect')).rowCount!;

  async function withEffects(): Promise<Ground & { readonly app: pg.Client }> {
    const bench = await ground();
    await bench.declare('orders');
    await bench.sql.query('create table effect (id text)');
    return { ...bench, app: await connect(bench.url) };
  }

  test('takes the message with the commit, and leaves it with a rollback', async () => {
    const bench = await withEffects();
    const { sql, app, receive, store } = bench;
    await sql.query(`select howdah.publish('orders', n::text) from generate_series(1, 3) as n`);
    const [first, second, third] = await receive('orders', 3);
    await app.query('begin');
    await app.query(`insert into effect values ('1')`);
    await app.query('select howdah.ack($1)', [first!.token]);
    await app.query('select howdah.ack($1)', [first!.token]);
    await app.query('commit');
    await app.query('begin');
    await app.query('select howdah.ack($1)', [second!.token]);
    await app.query('rollback');
    expect(await failing(app.query('select howdah.ack($1)', [first!.token]))).toMatchObject({ code: 'HW409' });
    expect((await store.countMessages())[0]).toMatchObject({ unacked: 2 });
    await app.query('select howdah.ack($1), howdah.ack($2)', [second!.token, third!.token]);
    expect(await store.countMessages()).toEqual([]);
    expect(await effects(bench)).toBe(1);
    expect((await sql.query('select from howdah.transaction_ack')).rowCount).toBe(0);
  });

  test('a lease that is lost before the commit makes it a rollback', async () => {
    const bench = await withEffects();
    const { sql, app, receive, broker, session } = bench;
    await sql.query(`select howdah.publish('orders', 'x'::text)`);
    const [message] = await receive('orders', 1);
    await app.query('begin');
    await app.query(`insert into effect values ('1')`);
    await app.query('select howdah.ack($1)', [message!.token]);
    // No lock is held meanwhile: the broker takes the message back.
    await broker.messages.settle(session, '/', 'orders', [{ token: message!.token, outcome: 'release' }]);
    const [again] = await receive('orders', 1);
    expect(await failing(app.query('commit'))).toMatchObject({ code: 'HW409' });
    expect(await effects(bench)).toBe(0);
    await app.query('select howdah.ack($1)', [again!.token]);
  });

  test('neighbours in the same run are settled by the broker at the same time', async () => {
    const { sql, app, declare, broker, session, store } = await withEffects();
    await declare('busy');
    const tokens: string[] = [];
    const held: Parameters<typeof broker.consumers.ack>[0][] = [];
    let all!: () => void;
    const here = new Promise<void>((resolve) => (all = resolve));
    await sql.query(`select howdah.publish('busy', n::text) from generate_series(1, 6) as n`);
    const connection = await broker.connections.open(session, '/', { name: 'c', details: {} }, () => undefined);
    const handler = {
      ...{ name: 'c', autoAck: false, capacity: () => 6 - held.length, cancelled: () => undefined },
      deliver(delivery: (typeof held)[number]) {
        held.push(delivery);
        tokens.push(delivery.token);
        if (held.length === 6) all();
      },
    };
    const consumer = await broker.consumers.consume(connection.session, '/', 'busy', handler);
    await here;
    // 3 and 4 in SQL, 1 and 2 by the broker, 3 by both; 5 and 6 go back.
    await app.query('begin');
    await app.query('select howdah.ack($1), howdah.ack($2)', [tokens[2], tokens[3]]);
    broker.consumers.ack(held[0]!);
    broker.consumers.ack(held[1]!);
    await store.flush();
    await app.query('commit');
    broker.consumers.ack(held[2]!);
    await store.flush();
    expect(await store.countMessages()).toMatchObject([{ ready: 0, unacked: 2 }]);
    await broker.consumers.abandon(consumer);
    await connection.close();
    const back = await broker.messages.receive(session, '/', 'busy', { max: 10, waitMs: 5_000, leaseMs: 60_000, autoAck: true });
    expect(bodies(back)).toEqual(['5', '6']);
    await store.flush();
    expect(await store.countMessages()).toEqual([]);
    expect(store.held.idsOf(held[0]!.queue.id)).toEqual([]);
  });

  test('transactions that acknowledge the same messages in other orders do not deadlock', async () => {
    const { sql, url, receive, store } = await withEffects();
    await sql.query(`select howdah.publish('orders', n::text) from generate_series(1, 40) as n`);
    const received = await receive('orders', 40);
    const work = async (tokens: readonly string[]): Promise<void> => {
      const client = await connect(url);
      for (let i = 0; i < tokens.length; i += 4) {
        await client.query('begin');
        for (const token of tokens.slice(i, i + 4)) await client.query('select howdah.ack($1)', [token]);
        await client.query('commit');
      }
    };
    const even = received.filter((_, i) => i % 2 === 0).map(({ token }) => token);
    const odd = received.filter((_, i) => i % 2 === 1).map(({ token }) => token);
    await Promise.all([work(even), work(odd.reverse())]);
    expect(await store.countMessages()).toEqual([]);
  });
});
