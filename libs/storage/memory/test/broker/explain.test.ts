import { describe, expect, it } from 'vitest';
import { World, quiet, type BrokerBench } from './broker-bench.js';

async function setup(settings: Record<string, string | number> = {}) {
  const world = new World();
  const bench = await world.startBroker();
  await bench.declareQueue('orders', settings);
  return { world, bench };
}

async function publishOne(bench: BrokerBench, more: object = {}): Promise<number> {
  const { results } = await bench.publish('orders', ['a'], more);
  return (results[0] as { id: number }).id;
}

async function reasonsOf({ broker, session }: BrokerBench, id: number, queue = 'orders') {
  return (await broker.explain.delivery(session, '/', queue, id)).reasons;
}

describe('why a message is not delivered', () => {
  it('is that nobody consumes', async () => {
    const { bench } = await setup();
    expect(await reasonsOf(bench, await publishOne(bench))).toEqual([{ code: 'no_consumer' }]);
  });

  it('is that it is scheduled, or backs off', async () => {
    const { world, bench } = await setup({ 'retry-backoff': 'fixed', 'retry-delay': 60_000, 'retry-jitter': 0 });
    const scheduled = await publishOne(bench, { delayMs: 5_000 });
    expect(await reasonsOf(bench, scheduled)).toEqual([{ code: 'scheduled', until: world.clock.now() + 5_000 }]);
    const consumer = await bench.consume('orders');
    const failed = await publishOne(bench);
    await consumer.settle(await consumer.next(), 'retry');
    expect(await reasonsOf(bench, failed)).toEqual([{ code: 'backoff', until: world.clock.now() + 60_000, attempts: 1 }]);
  });

  it('is that a consumer has it, since when, or that all have as many as they take', async () => {
    const { world, bench } = await setup();
    const consumer = await bench.consume('orders', { prefetch: 1 });
    const held = await publishOne(bench);
    await consumer.next();
    const since = world.clock.now();
    const waiting = await publishOne(bench);
    await world.pass(1_000);
    expect(await reasonsOf(bench, held)).toEqual([{ code: 'leased', consumer: 'worker-1', since }]);
    expect(await reasonsOf(bench, waiting)).toEqual([{ code: 'prefetch_full', consumer: 'worker-1', unacked: 1 }]);
  });

  it('is that it was received over HTTP and is not settled', async () => {
    const { world, bench } = await setup();
    const id = await publishOne(bench);
    await bench.receive('orders', { leaseMs: 10_000 });
    expect(await reasonsOf(bench, id)).toEqual([{ code: 'received', until: world.clock.now() + 10_000 }]);
  });

  it('may be known to another broker alone', async () => {
    const { world, bench } = await setup();
    const other = await world.startBroker();
    const consumer = await other.consume('orders', { prefetch: 1 });
    const held = await publishOne(other);
    await consumer.next();
    const waiting = await publishOne(bench);
    await quiet();
    expect(await reasonsOf(bench, held)).toMatchObject([{ code: 'leased_elsewhere' }]);
    expect(await reasonsOf(bench, waiting)).toEqual([{ code: 'consumers_elsewhere', consumers: 1 }]);
  });

  it('is told of a dead letter by the id that it kept', async () => {
    const { bench } = await setup({ 'dead-letter-exchange': '', 'dead-letter-routing-key': 'graveyard' });
    await bench.declareQueue('graveyard');
    const consumer = await bench.consume('orders');
    const id = await publishOne(bench);
    await consumer.settle(await consumer.next(), 'reject');
    expect(await reasonsOf(bench, id, 'graveyard')).toEqual([{ code: 'no_consumer' }]);
    await expect(reasonsOf(bench, id)).rejects.toMatchObject({ code: 'message_not_found' });
  });
});

describe('where a message would go', () => {
  it('is told with the keys under CC, and publishes nothing', async () => {
    const { bench } = await setup();
    const key = { type: 'array', value: [{ type: 'string', value: Buffer.from('orders') }] } as const;
    const publication = { vhost: '/', exchange: '', routingKey: 'nowhere', headers: [['CC', key]] as const };
    expect(await bench.broker.explain.route(bench.session, publication)).toMatchObject({ queues: ['orders'] });
    expect(await bench.counts(await bench.declareQueue('orders'))).toMatchObject({ ready: 0 });
    const missing = bench.broker.explain.route(bench.session, { ...publication, exchange: 'missing' });
    await expect(missing).rejects.toMatchObject({ code: 'exchange_not_found' });
  });
});
