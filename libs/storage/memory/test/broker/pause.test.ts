import { describe, expect, it } from 'vitest';
import { bodyOf, quiet, World } from './broker-bench.js';

const because = (kind: 'delivery' | 'publishing', until: number | null = null) => ({ kind, reason: 'a deploy', until });

describe('paused delivery', () => {
  it('keeps messages from consumers, also those that are published later, until it is resumed', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders');
    const consumer = await bench.consume('orders');
    await bench.broker.topology.pauseQueue(bench.session, '/', 'orders', because('delivery'));
    await bench.publish('orders', ['a', 'b']);
    await world.pass(2_000);
    expect(consumer.waitingCount).toBe(0);
    expect(await bench.broker.topology.resumeQueue(bench.session, '/', 'orders', 'delivery')).toBe(true);
    expect((await consumer.take(2)).map(bodyOf)).toEqual(['a', 'b']);
  });

  it('leaves what a consumer holds its own, and gives it nothing for what it settles', async () => {
    const world = new World();
    const bench = await world.startBroker();
    const queue = await bench.declareQueue('orders');
    const consumer = await bench.consume('orders', { prefetch: 1 });
    await bench.publish('orders', ['a', 'b', 'c']);
    const first = await consumer.next();
    await bench.broker.topology.pauseQueue(bench.session, '/', 'orders', because('delivery'));
    consumer.ack(first);
    await world.pass(2_000);
    expect(consumer.waitingCount).toBe(0);
    expect(await bench.counts(queue)).toMatchObject({ ready: 2, unacked: 0 });
  });

  it('burns no attempt of what was leased ahead of credit', async () => {
    const world = new World();
    const bench = await world.startBroker();
    const queue = await bench.declareQueue('orders');
    const consumer = await bench.consume('orders', { prefetch: 50 });
    const bodies = Array.from({ length: 200 }, (_, index) => `${index}`);
    await bench.publish('orders', bodies);
    const held = await consumer.take(50);
    for (const delivery of held.slice(0, 30)) consumer.ack(delivery);
    await quiet();
    await bench.broker.topology.pauseQueue(bench.session, '/', 'orders', because('delivery'));
    await world.pass(200);
    expect((await bench.counts(queue))?.unacked).toBe(consumer.unsettled);
    const waiting = await bench.store.peekMessages(queue.id, { limit: 500, after: 0, state: 'ready' });
    expect(new Set(waiting.map(({ attempts }) => attempts))).toEqual(new Set([0]));
  });

  it('gives nothing to receivers and readers', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders');
    await bench.publish('orders', ['a']);
    await bench.broker.topology.pauseQueue(bench.session, '/', 'orders', because('delivery'));
    expect(await bench.receive('orders')).toEqual([]);
    const reader = bench.broker.consumers.openReader(bench.session, '/', { name: 'reader' });
    expect(await reader.get('orders', { autoAck: false })).toBeNull();
    await bench.broker.topology.resumeQueue(bench.session, '/', 'orders', 'delivery');
    expect((await bench.receive('orders')).map(bodyOf)).toEqual(['a']);
  });

  it('holds on every broker, and ends by itself at its time', async () => {
    const world = new World();
    const [one, other] = [await world.startBroker(), await world.startBroker()];
    await one.declareQueue('orders');
    const consumer = await other.consume('orders');
    await one.broker.topology.pauseQueue(one.session, '/', 'orders', because('delivery', world.clock.now() + 60_000));
    await one.publish('orders', ['a']);
    await world.pass(59_000);
    expect(consumer.waitingCount).toBe(0);
    await world.pass(2_000);
    expect(bodyOf(await consumer.next())).toBe('a');
    expect(await one.broker.topology.listPauses(one.session, '/')).toEqual([]);
  });
});

describe('paused publishing', () => {
  it('refuses a message for all queues of its route when one of them is paused', async () => {
    const world = new World();
    const bench = await world.startBroker();
    const queues = [await bench.declareQueue('orders'), await bench.declareQueue('audit')];
    const binding = { vhost: '/', source: 'amq.fanout', destinationKind: 'queue', routingKey: '', arguments: [] } as const;
    for (const destination of ['orders', 'audit']) await bench.broker.topology.bind(bench.session, { ...binding, destination });
    await bench.broker.topology.pauseQueue(bench.session, '/', 'audit', because('publishing'));
    const { results } = await bench.publish('', ['a'], { exchange: 'amq.fanout' });
    expect(results[0]).toMatchObject({ error: { code: 'queue_paused', message: expect.stringContaining('a deploy') as string } });
    expect(await Promise.all(queues.map((queue) => bench.counts(queue)))).toMatchObject([{ ready: 0 }, { ready: 0 }]);
    await bench.broker.topology.resumeQueue(bench.session, '/', 'audit', 'publishing');
    expect((await bench.publish('', ['a'], { exchange: 'amq.fanout' })).results[0]).toMatchObject({
      queues: ['orders', 'audit'],
    });
  });

  it('takes dead letters all the same: nothing is lost for a pause', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders', { 'dead-letter-exchange': '', 'dead-letter-routing-key': 'dead' });
    const dead = await bench.declareQueue('dead');
    await bench.broker.topology.pauseQueue(bench.session, '/', 'dead', because('publishing'));
    await bench.publish('orders', ['a']);
    const consumer = await bench.consume('orders');
    await consumer.settle(await consumer.next(), 'reject');
    expect(await bench.counts(dead)).toMatchObject({ ready: 1 });
  });

  it('is gone with its queue', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders');
    await bench.broker.topology.pauseQueue(bench.session, '/', 'orders', because('publishing'));
    await bench.broker.topology.deleteQueue(bench.session, '/', 'orders');
    await bench.declareQueue('orders');
    expect((await bench.publish('orders', ['a'])).results[0]).toMatchObject({ queues: ['orders'] });
  });
});

describe('a pause', () => {
  it.each([
    [{ kind: 'delivery', reason: ' ' }, 'the reason has 1 characters'],
    [{ kind: 'delivery', reason: 'x', until: 5 }, 'which is past'],
  ] as const)('is refused as %j', async (request, message) => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders');
    await expect(bench.broker.topology.pauseQueue(bench.session, '/', 'orders', request)).rejects.toThrow(message);
  });
});
