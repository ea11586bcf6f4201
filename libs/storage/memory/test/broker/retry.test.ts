import { fieldOf } from '@howdah/core';
import { describe, expect, it } from 'vitest';
import { bodyOf, quiet, World } from './broker-bench.js';

const error = { name: 'PriceError', message: 'no price for article 7', stack: 'at price (order.ts:1)' };

describe('retrying', () => {
  it('waits longer after each failed attempt', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders', {
      'retry-backoff': 'exponential',
      'retry-delay': 1_000,
      'retry-factor': 3,
      'retry-jitter': 0,
    });
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a']);
    for (const [attempt, delayMs] of [1_000, 3_000, 9_000].entries()) {
      const delivery = await consumer.next();
      expect(delivery.attempt).toBe(attempt + 1);
      await consumer.settle(delivery, 'retry', { error });
      await world.pass(delayMs - 50);
      expect(consumer.waitingCount).toBe(0);
      await world.pass(100);
    }
    const last = await consumer.next();
    expect([last.attempt, last.redelivered]).toEqual([4, true]);
    const attempts = await bench.broker.messages.listAttempts(bench.session, '/', 'orders', last.seq);
    expect(attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, 'retry'],
      [2, 'retry'],
      [3, 'retry'],
    ]);
    expect(attempts[0]).toMatchObject({ consumer: 'worker-1', error });
  });

  it('lets a consumer name its own delay', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders', { 'retry-backoff': 'fixed', 'retry-delay': 60_000 });
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a']);
    await consumer.settle(await consumer.next(), 'retry', { delayMs: 200 });
    await world.pass(300);
    expect((await consumer.next()).attempt).toBe(2);
  });

  it('burns no attempt on release, however often', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders', { 'delivery-limit': 1 });
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a']);
    for (let round = 0; round < 5; round++) await consumer.settle(await consumer.next(), 'release');
    const delivery = await consumer.next();
    expect([delivery.attempt, delivery.redelivered]).toEqual([1, true]);
  });

  it('settles a delivery once', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders');
    const consumer = await bench.consume('orders', { prefetch: 1 });
    await bench.publish('orders', ['a']);
    const delivery = await consumer.next();
    consumer.ack(delivery);
    await consumer.settle(delivery, 'release');
    await quiet();
    expect(await bench.counts(queue)).toMatchObject({ ready: 0, unacked: 0 });
    expect(bench.broker.statistics.counters()).toMatchObject({ acknowledged: 1, released: 0 });
  });
});

describe('dead-lettering', () => {
  it('follows after the delivery limit with the history and the last error', async () => {
    const bench = await new World().startBroker();
    const origin = await bench.declareQueue('orders', {
      'delivery-limit': 2,
      'dead-letter-exchange': '',
      'dead-letter-routing-key': 'dead',
    });
    await bench.declareQueue('dead');
    const consumer = await bench.consume('orders');
    const dead = await bench.consume('dead');
    const { results } = await bench.publish('orders', ['a'], {}, { expiration: '60000', messageId: 'm-1' });
    for (const attempt of [1, 2, 3]) {
      const delivery = await consumer.next();
      expect(delivery.attempt).toBe(attempt);
      await consumer.settle(delivery, 'retry', { error });
    }
    const { message, redelivered, attempt } = await dead.next();
    expect([bodyOf({ message }), redelivered, attempt]).toEqual(['a', false, 1]);
    expect(message).toMatchObject({ exchange: '', routingKey: 'dead', id: (results[0] as { id: number }).id });
    expect([message.properties.expiration, message.properties.messageId]).toEqual([undefined, 'm-1']);
    expect(message.deaths).toEqual([
      {
        ...{
          queue: 'orders',
          reason: 'delivery_limit',
          count: 1,
          time: bench.world.clock.now(),
          exchange: '',
          routingKeys: ['orders'],
        },
        ...{ originalExpiration: '60000', error, fingerprint: expect.any(Number) as number },
      },
    ]);
    expect(await bench.counts(origin)).toMatchObject({ ready: 0, unacked: 0, dead: 1 });
  });

  it('drops a rejected message when the queue has no dead-letter exchange', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders');
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a']);
    await consumer.settle(await consumer.next(), 'reject');
    expect(await bench.counts(queue)).toMatchObject({ ready: 0, unacked: 0 });
    expect(bench.broker.statistics.counters()).toMatchObject({ rejected: 1, deadLettered: 0 });
  });

  it('counts a second death of the same kind and puts it first', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders', { 'dead-letter-exchange': '', 'dead-letter-routing-key': 'other' });
    await bench.declareQueue('other', { 'dead-letter-exchange': '', 'dead-letter-routing-key': 'orders' });
    const orders = await bench.consume('orders');
    const other = await bench.consume('other');
    await bench.publish('orders', ['a']);
    await orders.settle(await orders.next(), 'reject');
    await other.settle(await other.next(), 'reject');
    await orders.settle(await orders.next(), 'reject');
    const { message } = await other.next();
    expect(message.deaths.map(({ queue, reason, count }) => [queue, reason, count])).toEqual([
      ['orders', 'rejected', 2],
      ['other', 'rejected', 1],
    ]);
  });

  it('sends what has expired to the dead-letter exchange, and drops it elsewhere', async () => {
    const world = new World();
    const bench = await world.startBroker();
    const kept = await bench.declareQueue('kept', {
      'message-ttl': 1_000,
      'dead-letter-exchange': '',
      'dead-letter-routing-key': 'dead',
    });
    const dropped = await bench.declareQueue('dropped', { 'message-ttl': 1_000 });
    await bench.declareQueue('dead');
    const dead = await bench.consume('dead');
    await bench.publish('kept', ['a']);
    await bench.publish('dropped', ['b']);
    await world.pass(2_000);
    const { message } = await dead.next();
    expect(message.deaths).toMatchObject([{ queue: 'kept', reason: 'expired', count: 1 }]);
    expect([await bench.counts(kept), await bench.counts(dropped)]).toMatchObject([{ ready: 0 }, { ready: 0 }]);
    expect(bench.broker.statistics.counters().expired).toBe(2);
  });

  it('ends a message that expired in a circle of queues without a consumer', async () => {
    const world = new World();
    const bench = await world.startBroker();
    const queue = await bench.declareQueue('orders', { 'message-ttl': 100, 'dead-letter-exchange': '' });
    await bench.publish('orders', ['a']);
    await world.pass(2_000);
    expect(await bench.counts(queue)).toMatchObject({ ready: 0, unacked: 0, dead: 0 });
    expect(bench.broker.statistics.counters()).toMatchObject({ expired: 1, deadLettered: 0 });
  });

  it('ends retries at the age limit', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders', { 'retry-max-age': 5_000, 'dead-letter-exchange': '', 'dead-letter-routing-key': 'dead' });
    await bench.declareQueue('dead');
    const consumer = await bench.consume('orders');
    const dead = await bench.consume('dead');
    await bench.publish('orders', ['a']);
    await consumer.settle(await consumer.next(), 'retry', { delayMs: 0 });
    const second = await consumer.next();
    await world.pass(5_000);
    await consumer.settle(second, 'retry', { delayMs: 0 });
    expect((await dead.next()).message.deaths).toMatchObject([{ reason: 'age_limit' }]);
  });

  it('dead-letters a message whose leases were lost too often instead of delivering it', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders', { 'delivery-limit': 1, 'dead-letter-exchange': '', 'dead-letter-routing-key': 'dead' });
    await bench.declareQueue('dead');
    await bench.publish('orders', ['a']);
    for (let round = 0; round < 2; round++) {
      expect(await bench.receive('orders', { leaseMs: 1_000 })).toHaveLength(1);
      await world.pass(4_000);
    }
    const dead = await bench.consume('dead');
    expect(await bench.receive('orders')).toEqual([]);
    expect((await dead.next()).message.deaths).toMatchObject([{ reason: 'delivery_limit' }]);
  });

  it('routes a dead letter by CC and BCC again, and hides BCC from everybody', async () => {
    const bench = await new World().startBroker();
    const keys = (...names: string[]) => ({
      type: 'array' as const,
      value: names.map((name) => ({ type: 'string' as const, value: Buffer.from(name) })),
    });
    await bench.declareQueue('one');
    await bench.declareQueue('two', { 'dead-letter-exchange': '' });
    await bench.declareQueue('three');
    const [one, three] = [await bench.consume('one'), await bench.consume('three')];
    const { results } = await bench.publish(
      'two',
      ['a'],
      {},
      {
        headers: [
          ['CC', keys('one')],
          ['BCC', keys('three')],
        ],
      },
    );
    expect([...(results[0] as { queues: readonly string[] }).queues].sort()).toEqual(['one', 'three', 'two']);
    const { message } = await three.next();
    expect(fieldOf(message.properties.headers, 'BCC')).toBeUndefined();
    expect(fieldOf(message.properties.headers, 'CC')).toBeDefined();
    await one.next();
    const two = await bench.consume('two');
    await two.settle(await two.next(), 'reject');
    const again = await Promise.all([one.next(), three.next()]);
    for (const { message: copy } of again) {
      expect(copy.deaths).toMatchObject([{ queue: 'two', routingKeys: ['two', 'one'] }]);
      expect(fieldOf(copy.properties.headers, 'BCC')).toBeUndefined();
    }
  });
});
