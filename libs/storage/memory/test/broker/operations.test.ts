import type { FieldTable, MessageFilter, Operation, OperationRequest, PropertyChanges, Queue } from '@howdah/core';
import { describe, expect, it } from 'vitest';
import { bodyOf, quiet, World, type BrokerBench } from './broker-bench.js';
import { startDoomedBroker } from './test-client.js';

/** orders, whose dead letters go to the queue dead. */
async function withDeadLetters(world = new World()) {
  const bench = await world.startBroker();
  const orders = await bench.declareQueue('orders', { 'dead-letter-exchange': '', 'dead-letter-routing-key': 'dead' });
  const dead = await bench.declareQueue('dead');
  return { world, bench, orders, dead };
}

async function die(
  bench: BrokerBench,
  bodies: readonly string[],
  name = 'Timeout',
  properties: PropertyChanges = {},
): Promise<void> {
  const consumer = await bench.consume('orders');
  await bench.publish('orders', bodies, {}, properties);
  for (const delivery of await consumer.take(bodies.length)) {
    await consumer.settle(delivery, 'reject', { error: { name, message: `${name} of it` } });
  }
  await consumer.consumer.cancel();
}

const redrive = (more: Partial<OperationRequest> = {}): OperationRequest => ({
  kind: 'redrive',
  vhost: '/',
  queue: 'dead',
  ...more,
});

async function create(bench: BrokerBench, request: OperationRequest): Promise<Operation> {
  const { operation } = await bench.broker.operations.create(bench.session, request);
  return operation;
}

async function until(world: World, bench: BrokerBench, { id }: Operation, done: (now: Operation) => boolean): Promise<Operation> {
  for (let tries = 0; tries < 400; tries++) {
    const now = await bench.broker.operations.get(bench.session, id);
    if (done(now)) return now;
    await world.pass(50);
  }
  throw new Error(`still ${JSON.stringify(await bench.broker.operations.get(bench.session, id))}`);
}

const hasEnded = ({ state }: Operation) => state !== 'running';

const bodiesIn = async (bench: BrokerBench, queue: Queue) =>
  (await bench.store.peekMessages(queue.id, { limit: 10_000, after: 0 })).map(bodyOf);

describe('a redrive', () => {
  it('sends dead letters back to their origin as they were, with their history and who did it', async () => {
    const { world, bench, orders, dead } = await withDeadLetters();
    const headers: FieldTable = [['tenant', { type: 'string', value: Buffer.from('a') }]];
    await die(bench, ['one', 'two'], 'Timeout', { headers, correlationId: 'c' });
    const ended = await until(world, bench, await create(bench, redrive()), hasEnded);
    expect(ended).toMatchObject({ state: 'completed', total: 2, moved: 2, skipped: {} });
    expect([await bodiesIn(bench, orders), await bodiesIn(bench, dead)]).toEqual([['one', 'two'], []]);
    const [message] = await bench.store.peekMessages(orders.id, { limit: 1, after: 0 });
    expect(message).toMatchObject({
      attempts: 0,
      redelivered: false,
      deadFrom: null,
      message: { exchange: '', routingKey: 'orders' },
    });
    expect(message?.message.properties.correlationId).toBe('c');
    expect(message?.message.deaths).toMatchObject([{ queue: 'orders', reason: 'rejected', count: 1 }]);
    expect(message?.message.properties.headers.map(([name]) => name)).toEqual([
      ...['tenant', 'x-redrive-operation', 'x-redrive-count', 'x-redrive-queue', 'x-redrive-by', 'x-redrive-at'],
    ]);
  });

  it('leaves alone what dies while it runs', async () => {
    const { world, bench, dead } = await withDeadLetters();
    await die(bench, ['a', 'b', 'c']);
    const operation = await create(bench, redrive({ ratePerSecond: 2 }));
    const consumer = await bench.consume('orders');
    const first = await world.pass(100).then(() => consumer.next());
    await consumer.settle(first, 'reject');
    await die(bench, ['later']);
    const ended = await until(world, bench, operation, hasEnded);
    expect(ended).toMatchObject({ state: 'completed', total: 3, moved: 3 });
    expect((await bodiesIn(bench, dead)).sort()).toEqual([bodyOf(first), 'later'].sort());
  });

  it.each<[string, MessageFilter, string[]]>([
    ['error name', { errorName: 'Timeout' }, ['{"n":1}', '{"n":2}']],
    ['body', { body: [{ pointer: '/n', equals: 3 }] }, ['{"n":3}']],
    ['header', { headers: { kind: 'x' } }, ['{"n":3}']],
    ['origin', { origin: 'nowhere' }, []],
    ['reason and body', { reason: 'rejected', body: [{ pointer: '/n', equals: 2 }] }, ['{"n":2}']],
    ['time', { publishedFrom: 1, publishedBefore: 2 }, []],
  ])('takes those that the filter means, by %s', async (_, filter, expected) => {
    const { world, bench, orders } = await withDeadLetters();
    await die(bench, ['{"n":1}', '{"n":2}']);
    await die(bench, ['{"n":3}'], 'Broken', { headers: [['kind', { type: 'string', value: Buffer.from('x') }]] });
    const ended = await until(world, bench, await create(bench, redrive({ filter })), hasEnded);
    expect(ended).toMatchObject({ total: expected.length, moved: expected.length });
    expect(await bodiesIn(bench, orders)).toEqual(expected);
  });

  it('edits one message', async () => {
    const { world, bench, orders } = await withDeadLetters();
    await die(bench, ['bad'], 'Broken', {
      headers: [
        ['a', { type: 'boolean', value: true }],
        ['b', { type: 'void' }],
      ],
    });
    const [letter] = await bench.store.peekMessages((await bench.broker.topology.getQueue(bench.session, '/', 'dead')).id, {
      limit: 1,
      after: 0,
    });
    const edit = { body: Buffer.from('good').toString('base64'), setHeaders: { a: 'set' }, removeHeaders: ['b'] };
    const filter = { messageId: letter!.message.id! };
    await until(world, bench, await create(bench, redrive({ filter, edit })), hasEnded);
    const [message] = await bench.store.peekMessages(orders.id, { limit: 1, after: 0 });
    expect(bodyOf(message!)).toBe('good');
    const names = message!.message.properties.headers.map(([name]) => name);
    expect(names).toContain('a');
    expect(names).not.toContain('b');
  });

  it('skips what it cannot deliver, and says why', async () => {
    const { world, bench, dead } = await withDeadLetters();
    await die(bench, ['held', 'stays', 'goes']);
    await bench.publish('dead', ['never died']);
    const [held] = await bench.receive('dead', { max: 1 });
    expect(bodyOf(held!)).toBe('held');
    await bench.broker.topology.deleteQueue(bench.session, '/', 'orders');
    const ended = await until(world, bench, await create(bench, redrive()), hasEnded);
    expect(ended).toMatchObject({ total: 4, moved: 0, skipped: { held: 1, no_route: 2, not_a_dead_letter: 1 } });
    const report = await bench.broker.operations.report(bench.session, ended.id, { after: 0, limit: 10 });
    expect(report.map(({ reason }) => reason)).toEqual(['held', 'no_route', 'no_route', 'not_a_dead_letter']);
    expect(report[1]?.detail).toBe(`there is no queue 'orders' in vhost '/'`);
    expect((await bodiesIn(bench, dead)).length).toBe(4);
  });

  it('gives one delivery more when attempts are not reset', async () => {
    const world = new World();
    const bench = await world.startBroker();
    const limits = { 'delivery-limit': 2, 'dead-letter-exchange': '', 'dead-letter-routing-key': 'dead' };
    await bench.declareQueue('orders', limits);
    const dead = await bench.declareQueue('dead');
    await bench.publish('orders', ['a']);
    const consumer = await bench.consume('orders');
    for (let attempt = 1; attempt <= 3; attempt++) await consumer.settle(await consumer.next(), 'retry');
    expect(await bodiesIn(bench, dead)).toEqual(['a']);
    await until(world, bench, await create(bench, redrive({ resetAttempts: false })), hasEnded);
    const again = await consumer.next();
    expect(again.attempt).toBe(3);
    await consumer.settle(again, 'retry');
    expect(await bodiesIn(bench, dead)).toEqual(['a']);
  });

  it('keeps to its rate', async () => {
    const { world, bench } = await withDeadLetters();
    await die(
      bench,
      Array.from({ length: 30 }, (_, n) => `${n}`),
    );
    const operation = await create(bench, redrive({ ratePerSecond: 10 }));
    await world.pass(1_500);
    const { moved } = await bench.broker.operations.get(bench.session, operation.id);
    expect(moved).toBeGreaterThanOrEqual(10);
    expect(moved).toBeLessThanOrEqual(20);
  });

  it('tries one message, then ten, and goes on when all of them succeeded', async () => {
    const { world, bench } = await withDeadLetters();
    await die(
      bench,
      Array.from({ length: 30 }, (_, n) => `${n}`),
    );
    const operation = await create(bench, redrive({ canary: true }));
    await until(world, bench, operation, ({ moved }) => moved === 1);
    await world.pass(2_000);
    expect(await bench.broker.operations.get(bench.session, operation.id)).toMatchObject({ moved: 1, following: 1 });
    const consumer = await bench.consume('orders');
    consumer.ack(await consumer.next());
    for (const delivery of (await world.pass(1_000), await consumer.take(10))) consumer.ack(delivery);
    expect(await until(world, bench, operation, hasEnded)).toMatchObject({ state: 'completed', moved: 30, succeeded: 11 });
  });

  it('pauses when one of the first fails again, and goes on when it is resumed', async () => {
    const { world, bench } = await withDeadLetters();
    await die(
      bench,
      Array.from({ length: 30 }, (_, n) => `${n}`),
    );
    const operation = await create(bench, redrive({ canary: true }));
    const consumer = await bench.consume('orders');
    await world.pass(100);
    await consumer.settle(await consumer.next(), 'reject');
    const paused = await until(world, bench, operation, hasEnded);
    expect(paused).toMatchObject({ state: 'paused', moved: 1, failed: 1, stateReason: '1 of the first 1 messages failed again' });
    await bench.broker.operations.change(bench.session, operation.id, 'running');
    await until(world, bench, operation, ({ moved }) => moved === 11);
  });

  it('pauses above its share of failures', async () => {
    const { world, bench } = await withDeadLetters();
    await die(
      bench,
      Array.from({ length: 40 }, (_, n) => `${n}`),
    );
    const operation = await create(bench, redrive({ ratePerSecond: 20, failureShareMax: 0.2 }));
    const consumer = await bench.consume('orders');
    await world.pass(600);
    const deliveries = await consumer.take(10);
    for (const delivery of deliveries.slice(3)) consumer.ack(delivery);
    for (const delivery of deliveries.slice(0, 3)) await consumer.settle(delivery, 'reject');
    const paused = await until(world, bench, operation, hasEnded);
    expect(paused).toMatchObject({
      state: 'paused',
      failed: 3,
      stateReason: '3 of 10 messages failed again, more than a share of 0.2',
    });
  });

  it('is told after it has ended what became of its messages', async () => {
    const { world, bench } = await withDeadLetters();
    await die(bench, ['good', 'bad']);
    const operation = await until(world, bench, await create(bench, redrive()), hasEnded);
    const consumer = await bench.consume('orders');
    const [good, bad] = await consumer.take(2);
    consumer.ack(good!);
    await consumer.settle(bad!, 'reject', { error: { name: 'Again', message: 'still broken' } });
    const known = await until(world, bench, operation, ({ following }) => following === 0);
    expect(known).toMatchObject({ succeeded: 1, failed: 1 });
    const report = await bench.broker.operations.report(bench.session, operation.id, { after: 0, limit: 10 });
    expect(report).toMatchObject([{ outcome: 'failed', reason: 'Again', detail: 'still broken' }]);
  });
});

describe('operations', () => {
  it('move messages to another queue as they are', async () => {
    const { world, bench, dead } = await withDeadLetters();
    const parked = await bench.declareQueue('parked');
    await die(bench, ['a', 'b']);
    const before = await bench.store.peekMessages(dead.id, { limit: 10, after: 0 });
    await until(world, bench, await create(bench, { ...redrive(), kind: 'move', target: 'parked' }), hasEnded);
    const after = await bench.store.peekMessages(parked.id, { limit: 10, after: 0 });
    const withoutPlace = ({ seq: _, ...rest }: (typeof before)[number]) => rest;
    expect(after.map(withoutPlace)).toEqual(before.map(withoutPlace));
  });

  it('purge what a filter means', async () => {
    const { world, bench, dead } = await withDeadLetters();
    await die(bench, ['a']);
    await die(bench, ['b'], 'Broken');
    const ended = await until(
      world,
      bench,
      await create(bench, { ...redrive({ filter: { errorName: 'Broken' } }), kind: 'purge' }),
      hasEnded,
    );
    expect(ended).toMatchObject({ total: 1, moved: 1 });
    expect(await bodiesIn(bench, dead)).toEqual(['a']);
    expect(bench.broker.statistics.counters().moved).toEqual({ redrive: 0, move: 0, purge: 1 });
  });

  it('stand still while they are paused, and end when they are aborted', async () => {
    const { world, bench, dead } = await withDeadLetters();
    await die(
      bench,
      Array.from({ length: 20 }, (_, n) => `${n}`),
    );
    const operation = await create(bench, redrive({ ratePerSecond: 4 }));
    await until(world, bench, operation, ({ moved }) => moved > 0);
    await bench.broker.operations.change(bench.session, operation.id, 'paused');
    const left = (await bodiesIn(bench, dead)).length;
    await world.pass(3_000);
    expect((await bodiesIn(bench, dead)).length).toBe(left);
    const aborted = await bench.broker.operations.change(bench.session, operation.id, 'aborted');
    expect(aborted).toMatchObject({ state: 'aborted', moved: 20 - left });
    await expect(bench.broker.operations.change(bench.session, operation.id, 'running')).rejects.toMatchObject({
      code: 'operation_ended',
    });
  });

  it('go on with another broker when theirs is dead, from where they were', async () => {
    const { world, bench, orders, dead } = await withDeadLetters();
    await die(
      bench,
      Array.from({ length: 12 }, (_, n) => `${n}`),
    );
    const doomed = await startDoomedBroker(world);
    const operation = await create(bench, redrive({ ratePerSecond: 2 }));
    await doomed.store.operations.lease(doomed.store.owner, 10);
    await world.pass(5_000);
    expect(await bench.broker.operations.get(bench.session, operation.id)).toMatchObject({ moved: 0 });
    expect(await until(world, bench, operation, hasEnded)).toMatchObject({ state: 'completed', moved: 12 });
    expect([(await bodiesIn(bench, orders)).length, (await bodiesIn(bench, dead)).length]).toEqual([12, 0]);
  });

  it('are made once under a key', async () => {
    const { bench } = await withDeadLetters();
    const key = { key: 'k', digest: Buffer.from('a') };
    const first = await bench.broker.operations.create(bench.session, redrive(), key);
    expect(await bench.broker.operations.create(bench.session, redrive(), key)).toMatchObject({
      replayed: true,
      operation: { id: first.operation.id },
    });
    const other = bench.broker.operations.create(bench.session, redrive(), { ...key, digest: Buffer.from('b') });
    await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it.each<[Partial<OperationRequest>, string]>([
    [{ kind: 'move' }, 'target: a move needs a queue to move to'],
    [{ kind: 'move', target: 'dead' }, `target: the messages lie in 'dead' already`],
    [{ kind: 'purge', target: 'orders' }, 'target: a purge removes messages; it has no target'],
    [{ target: 'missing' }, `no queue 'missing' in vhost '/'`],
    [{ ratePerSecond: 0 }, 'ratePerSecond: accepted are numbers above 0'],
    [{ failureShareMax: 2 }, 'failureShareMax: accepted are numbers from 0 to 1'],
    [{ filter: { body: [{ pointer: 'a', equals: 1 }] } }, `filter.body: 'a' is no JSON pointer`],
    [{ edit: { body: null, setHeaders: {}, removeHeaders: [] } }, 'edit: one message is edited at a time'],
    [
      { filter: { messageId: 1 }, edit: { body: null, setHeaders: { 'x-death': 1 }, removeHeaders: [] } },
      'edit: the header x-death is kept',
    ],
  ])('are refused as %j', async (more, message) => {
    const { bench } = await withDeadLetters();
    await expect(create(bench, redrive(more))).rejects.toThrow(message);
  });
});

describe('a dry run', () => {
  it('says of each message what would become of it, and changes nothing', async () => {
    const { bench, orders, dead } = await withDeadLetters();
    await die(bench, ['a', 'b']);
    await bench.publish('dead', ['never died']);
    const check = () => bench.broker.operations.check(bench.session, redrive());
    const first = await check();
    expect(first).toMatchObject({ totals: { no_consumer: 2, not_a_dead_letter: 1 }, reads: 3, isComplete: true });
    expect(first.items.map(({ verdict, target }) => [verdict, target])).toEqual([
      ...[
        ['no_consumer', 'orders'],
        ['no_consumer', 'orders'],
        ['not_a_dead_letter', null],
      ],
    ]);
    expect(first.samples[0]?.after).toMatchObject({ routingKey: 'orders' });
    // It is of no operation yet.
    expect(first.samples[0]?.after?.properties.headers.map(([name]) => name)).toEqual([
      ...['x-redrive-count', 'x-redrive-queue', 'x-redrive-by', 'x-redrive-at'],
    ]);
    expect(first.samples[2]?.after).toBeNull();
    await bench.consume('orders');
    expect((await check()).totals).toMatchObject({ will_be_delivered: 2 });
    await bench.broker.topology.pauseQueue(bench.session, '/', 'orders', { kind: 'delivery', reason: 'x' });
    expect((await check()).totals).toMatchObject({ delivery_paused: 2 });
    await bench.broker.topology.pauseQueue(bench.session, '/', 'orders', { kind: 'publishing', reason: 'x' });
    expect((await check()).totals).toMatchObject({ target_paused: 2 });
    expect([await bodiesIn(bench, orders), (await bodiesIn(bench, dead)).length]).toEqual([[], 3]);
  });

  it('freezes the scope for the operation that follows it', async () => {
    const { world, bench, dead } = await withDeadLetters();
    await die(bench, ['a']);
    const { cutoff } = await bench.broker.operations.check(bench.session, redrive());
    await die(bench, ['b']);
    expect(await until(world, bench, await create(bench, redrive({ cutoff })), hasEnded)).toMatchObject({ total: 1, moved: 1 });
    await quiet();
    expect(await bodiesIn(bench, dead)).toEqual(['b']);
  });
});
