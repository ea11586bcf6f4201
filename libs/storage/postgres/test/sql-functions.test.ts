import { emptyTable } from '@howdah/core';
import { describe, expect, test } from 'vitest';
import { bodies, connect, createRole, failing, ground } from './sql-ground.js';

describe('howdah.publish', () => {
  test('what is rolled back is never seen, what is committed arrives in order', async () => {
    const { sql, declare, receive } = await ground();
    await declare('orders');
    await sql.query('begin');
    await sql.query(`select howdah.publish('orders', 'never')`);
    await sql.query('rollback');
    await sql.query('begin');
    await sql.query(`select howdah.publish('orders', '1'::text)`);
    await sql.query('savepoint s');
    await sql.query(`select howdah.publish('orders', 'neither'::text)`);
    await sql.query('rollback to s');
    await sql.query(`select howdah.publish('orders', '2'::text)`);
    await sql.query('commit');
    for (let i = 3; i <= 20; i++) await sql.query(`select howdah.publish('orders', $1::text)`, [String(i)]);
    expect(bodies(await receive('orders', 20))).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)));
  });

  test('every kind of body, headers and properties arrive as they were given', async () => {
    const { sql, declare, receive } = await ground();
    await declare('orders');
    const properties = {
      priority: 4,
      correlationId: 'c',
      messageId: 'm-1',
      expirationMs: 600_000,
      timestamp: '2026-01-31T12:00:00Z',
    };
    const { rows } = await sql.query<{ id: string }>(
      `select howdah.publish('orders', $1::bytea, headers => '{"tenant": "ä", "n": 7}', properties => $2::jsonb) as id`,
      [Buffer.from([0, 255, 10]), JSON.stringify(properties)],
    );
    expect(rows).toEqual([{ id: 'm-1' }]);
    await sql.query(`select howdah.publish('orders', jsonb_build_object('id', 42))`);
    await sql.query(`select howdah.publish('orders', '{ "id":  43 }'::json)`);
    await sql.query(`select howdah.publish('orders', 'plain')`);
    const [bytes, json, exact, text] = (await receive('orders', 4)).map(({ message }) => message);
    expect(bytes).toMatchObject({
      body: Buffer.from([0, 255, 10]),
      properties: { priority: 4, correlationId: 'c', messageId: 'm-1' },
    });
    expect(bytes!.properties).toMatchObject({
      expiration: '600000',
      timestamp: 1769860800,
      contentType: undefined,
      deliveryMode: 2,
    });
    expect(bytes!.properties.headers).toHaveLength(2);
    expect([String(json!.body), json!.properties.contentType]).toEqual(['{"id": 42}', 'application/json']);
    expect(String(exact!.body)).toBe('{ "id":  43 }');
    expect([String(text!.body), text!.properties.contentType]).toEqual(['plain', 'text/plain']);
  });

  test('many at once, and from a trigger', async () => {
    const { sql, declare, receive } = await ground();
    await declare('orders');
    const { rows } = await sql.query<{ ids: string[] }>(
      `select howdah.publish_many('[{"routingKey": "orders", "body": {"n": 1}}, {"routingKey": "orders", "body": "two"},
         {"routingKey": "orders", "body": "AP8=", "bodyEncoding": "base64", "properties": {"messageId": "x"}}]') as ids`,
    );
    expect(rows[0]!.ids).toHaveLength(3);
    expect(rows[0]!.ids[2]).toBe('x');
    await sql.query(`
      create table orders (id int);
      create function tell() returns trigger language plpgsql as
        $$ begin perform howdah.publish('orders', to_jsonb(new)); return new; end $$;
      create trigger tell after insert on orders for each row execute function tell();
      insert into orders values (7), (8);`);
    const received = await receive('orders', 5);
    expect(bodies(received)).toEqual(['{"n": 1}', 'two', '\0\ufffd', '{"id": 7}', '{"id": 8}']);
  });

  test('a transaction that commits late is moved at once, too', async () => {
    const { url, sql, declare, receive } = await ground();
    await declare('orders');
    const late = await connect(url);
    await late.query('begin');
    await late.query(`select howdah.publish('orders', 'late'::text)`);
    await sql.query(`select howdah.publish('orders', 'early'::text)`);
    expect(bodies(await receive('orders', 1))).toEqual(['early']);
    await late.query('commit');
    expect(bodies(await receive('orders', 1))).toEqual(['late']);
  });

  test('a commit is delivered without waiting for a poll', async () => {
    const { sql, declare, broker, session } = await ground();
    await declare('orders');
    const times: number[] = [];
    for (let i = 0; i < 20; i++) {
      const received = broker.messages.receive(session, '/', 'orders', { max: 1, waitMs: 10_000, leaseMs: 60_000 });
      await sql.query('begin');
      await sql.query(`select howdah.publish('orders', 'x'::text)`);
      const start = performance.now();
      await sql.query('commit');
      await received;
      times.push(performance.now() - start);
    }
    const median = times.sort((a, b) => a - b)[10]!;
    process.stdout.write(`from commit to delivery, ms: median ${median.toFixed(1)}, greatest ${times.at(-1)!.toFixed(1)}\n`);
    expect(median).toBeLessThan(300);
  });

  const mistakes = [
    [`howdah.publish('orders', 'x'::text, vhost => 'nowhere')`, 'HW404', "virtual host 'nowhere'"],
    [`howdah.publish('missing', 'x'::text)`, 'HW404', "queue 'missing'"],
    [`howdah.publish('k', 'x'::text, exchange => 'missing')`, 'HW404', "exchange 'missing'"],
    [`howdah.publish('orders', repeat('x', 17000000))`, 'HW413', '17000000 bytes'],
    [`howdah.publish('orders', null::text)`, 'HW400', 'null'],
    [`howdah.publish('orders', 'x'::text, headers => '[]')`, 'HW400', 'headers'],
    [`howdah.publish('orders', 'x'::text, properties => '{"prio": 1}')`, 'HW400', "'prio'"],
    [`howdah.publish('orders', 'x'::text, properties => '{"priority": 1.5}')`, 'HW400', "'priority'"],
    [`howdah.publish('orders', 'x'::text, properties => '{"timestamp": "soon"}')`, 'HW400', "'soon'"],
    [`howdah.publish(repeat('x', 256), 'x'::text, exchange => 'amq.direct')`, 'HW400', '256 bytes'],
    [`howdah.publish_many('{}')`, 'HW400', 'array'],
    [`howdah.publish_many('[{"routingKey": "orders", "body": 1, "boddy": 1}]')`, 'HW400', "'boddy'"],
    [`howdah.publish_many('[7]')`, 'HW400', 'message 1'],
    [`howdah.publish_many('[{"routingKey": "orders", "body": "*", "bodyEncoding": "base64"}]')`, 'HW400', 'base64'],
    [`howdah.ack('nonsense')`, 'HW400', 'token'],
    [`howdah.ack('')`, 'HW400', 'token'],
  ] as const;

  test('a mistake raises an error at once, with what was found and a hint', async () => {
    const { sql, declare } = await ground();
    await declare('orders');
    for (const [call, code, found] of mistakes) {
      const error = await failing(sql.query(`select ${call}`));
      expect([call, error.code, error.message]).toEqual([call, code, expect.stringContaining(found) as string]);
      expect(error.hint).toBeTruthy();
    }
    expect((await sql.query('select from howdah.intake')).rowCount).toBe(0);
  });
});

describe('a role that was granted nothing else', () => {
  test('publishes and acknowledges what it may, and can do nothing else', async () => {
    const bench = await ground();
    const { sql, declare, receive } = bench;
    await declare('orders');
    await declare('secrets');
    const { role, client } = await createRole(bench);
    expect(await failing(client.query(`select howdah.publish('orders', 'x'::text)`))).toMatchObject({ code: '42501' });

    await sql.query(`select howdah.grant_application($1, write => '^orders$', read => '^orders$')`, [role]);
    await client.query(`select howdah.publish('orders', 'mine'::text)`);
    for (const call of [`howdah.publish('secrets', 'x'::text)`, `howdah.publish('k', 'x'::text, exchange => 'amq.topic')`])
      expect(await failing(client.query(`select ${call}`))).toMatchObject({
        code: 'HW403',
        hint: expect.stringContaining(role) as string,
      });
    const [mine] = await receive('orders', 1);
    await client.query('select howdah.ack($1)', [mine!.token]);
    await sql.query(`select howdah.publish('secrets', 'theirs'::text)`);
    const [theirs] = await receive('secrets', 1);
    expect(await failing(client.query('select howdah.ack($1)', [theirs!.token]))).toMatchObject({ code: 'HW403' });

    const { rows: functions } = await client.query<{ name: string }>(
      `select distinct proname::text as name from pg_proc
       where pronamespace = 'howdah'::regnamespace and has_function_privilege(oid, 'execute') order by 1`,
    );
    expect(functions.map(({ name }) => name)).toEqual(['ack', 'publish', 'publish_many']);
    const { rows: tables } = await client.query(
      `select from pg_class where relnamespace = 'howdah'::regnamespace and relkind in ('r', 'p', 'S')
       and (has_table_privilege(oid, 'select, insert, update, delete, truncate') or relkind = 'S' and has_sequence_privilege(oid, 'usage, select, update'))`,
    );
    expect(tables).toEqual([]);

    await sql.query('select howdah.revoke_application($1)', [role]);
    expect(await failing(client.query(`select howdah.publish('orders', 'x'::text)`))).toMatchObject({ code: '42501' });
  });

  test('is not led astray by a search path of its own', async () => {
    const bench = await ground();
    const { sql, declare } = bench;
    await declare('orders');
    const { role, client } = await createRole(bench);
    await sql.query(`select howdah.grant_application($1, write => '^mine$')`, [role]);
    await sql.query(`create schema trap authorization ${role}`);
    await client.query(`create function trap.pg_has_role(name, oid, text) returns boolean language sql as 'select true'`);
    await client.query(`create function trap.octet_length(bytea) returns int language sql as 'select 0'`);
    await client.query('set search_path = trap, pg_catalog');
    expect(await failing(client.query(`select howdah.publish('orders', 'x'::text)`))).toMatchObject({ code: 'HW403' });
  });

  test('has the rights of the role that it has set, and of those that it is a member of', async () => {
    const bench = await ground();
    const { sql, declare } = bench;
    await declare('orders');
    const [group, member] = [await createRole(bench), await createRole(bench)];
    await sql.query(`select howdah.grant_application($1)`, [group.role]);
    await sql.query(`grant ${group.role} to ${member.role}`);
    await member.client.query(`select howdah.publish('orders', 'as a member'::text)`);
    await member.client.query(`set role ${group.role}`);
    await member.client.query(`select howdah.publish('orders', 'as the group'::text)`);
  });
});

describe('what cannot be stored', () => {
  test('is kept with its reason, is a finding, and can be handed in again', async () => {
    const { sql, declare, receive, broker, session } = await ground();
    await declare('orders');
    await sql.query(`select howdah.publish('order.created', 'x'::text, exchange => 'amq.topic')`);
    await sql.query(
      `select howdah.publish('order.created', 'dropped'::text, exchange => 'amq.topic', properties => '{"mandatory": false}')`,
    );
    await expect
      .poll(async () => (await sql.query('select code, body from howdah.refused_publication')).rows as unknown)
      .toEqual([{ code: 'unroutable', body: Buffer.from('x') }]);
    await expect
      .poll(async () => (await broker.statistics.attention(session)).findings.find(({ code }) => code === 'refused_publications'))
      .toMatchObject({ harm: 'not_moving', evidence: { refused: 1, reason: 'unroutable' } });
    const binding = {
      vhost: '/',
      source: 'amq.topic',
      destinationKind: 'queue',
      destination: 'orders',
      routingKey: '#',
      arguments: emptyTable,
    } as const;
    await broker.topology.bind(session, binding);
    await sql.query('select howdah.retry_refused()');
    expect(bodies(await receive('orders', 1))).toEqual(['x']);
    expect((await sql.query('select from howdah.refused_publication')).rowCount).toBe(0);
  });
});

describe('the intake', () => {
  test('goes on in the next slot when one is large, and gives back its disk though an idle transaction looks', async () => {
    const { url, sql, declare, store } = await ground();
    await declare('orders');
    const idle = await connect(url);
    await idle.query('begin isolation level repeatable read; select 1');
    const slotOf = async (): Promise<number> =>
      (await sql.query<{ slot: number }>('select ((last_value >> 18) & 3)::int as slot from howdah.intake_id')).rows[0]!.slot;
    const sizeOf = async (slot: number): Promise<number> =>
      Number((await sql.query<{ size: string }>(`select pg_relation_size('howdah.intake_${slot}') as size`)).rows[0]!.size);
    expect(await slotOf()).toBe(0);
    await sql.query(`select howdah.publish('orders', repeat('x', 1000)) from generate_series(1, 100)`);
    await expect.poll(async () => (await sql.query('select from howdah.intake')).rowCount).toBe(0);
    await sql.query('select howdah.prune_intake(1000)');
    expect(await slotOf()).toBe(1);
    expect(await sizeOf(0)).toBeGreaterThan(0);
    await sql.query('select howdah.prune_intake(1000000)');
    expect(await sizeOf(0)).toBe(0);
    await sql.query(`select howdah.publish('orders', 'in the next'::text)`);
    await expect.poll(async () => (await store.countMessages())[0]?.ready).toBe(101);
  });
});
