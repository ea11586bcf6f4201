import { describe, expect, it } from 'vitest';
import { type BrokerError, type PublishReceipt, type PublishResult, type Seq } from '@howdah/core';
import { bodyOf, quiet, World } from './broker-bench.js';

const digest = Buffer.from('request one');

describe('publishing', () => {
  it('answers each publication for itself', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders');
    const { results } = await bench.broker.messages.publish(bench.session, [
      bench.publication('orders', 'a'),
      bench.publication('orders', 'b', { exchange: 'nowhere' }),
      bench.publication('unbound', 'c'),
      bench.publication('orders', 'd', {}, { expiration: 'soon' }),
      bench.publication('orders', 'e', {}, { userId: 'somebody' }),
      bench.publication('orders', 'f', { delayMs: 2 ** 32 }),
      bench.publication('orders', 'g', { body: Buffer.alloc(16 * 1024 * 1024 + 1) }),
    ]);
    expect(results[0]).toEqual({ id: expect.any(Number) as number, queues: ['orders'], durability: 'local' });
    expect(results[2]).toEqual({ id: null, queues: [], durability: null });
    expect(results.map((result) => ('error' in result ? result.error.message : null))).toEqual([
      null,
      "no exchange 'nowhere' in vhost '/'",
      null,
      "invalid expiration 'soon': no_integer",
      "user_id property set to 'somebody' but authenticated user was 'admin'",
      'invalid delay 4294967296: expected a whole number of ms from 0 to 4294967295',
      'message size 16777217 is larger than configured max size 16777216',
    ]);
    expect(await bench.counts(queue)).toMatchObject({ ready: 1 });
    expect(bench.broker.statistics.counters()).toMatchObject({ published: 1, unroutable: 1 });
  });

  it('stores nothing when one of an atomic request is refused, and says which', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders');
    const publications = [bench.publication('orders', 'a'), bench.publication('orders', 'b', {}, { expiration: '-1' })];
    const publishing = bench.broker.messages.publish(bench.session, publications, { atomic: true });
    await expect(publishing).rejects.toMatchObject({ code: 'invalid_message', details: { item: 1 } });
    expect(await bench.counts(queue)).toMatchObject({ ready: 0 });
  });

  it('answers a repetition as the first time and stores nothing', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders');
    const publications = [bench.publication('unbound', 'lost'), bench.publication('orders', 'a')];
    const options = { idempotencyKey: { key: 'k', digest } };
    const first = await bench.broker.messages.publish(bench.session, publications, options);
    const second = await bench.broker.messages.publish(bench.session, publications, options);
    expect(first.replayed).toBe(false);
    expect(second).toEqual({ results: first.results, replayed: true });
    expect((first.results[1] as PublishResult).queues).toEqual(['orders']);
    expect(await bench.counts(queue)).toMatchObject({ ready: 1 });
    const reused = bench.broker.messages.publish(bench.session, publications, {
      idempotencyKey: { key: 'k', digest: Buffer.from('two') },
    });
    await expect(reused).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('keeps the order of a publisher while it looks for an exchange declared elsewhere', async () => {
    const world = new World();
    const bench = await world.startBroker();
    const other = await world.startBroker();
    await bench.declareQueue('orders');
    const elsewhere = { vhost: '/', type: 'fanout' as const, durable: true, autoDelete: false, internal: false, arguments: [] };
    await other.broker.topology.declareExchange(other.session, { ...elsewhere, name: 'fanout-new' });
    const binding = { destinationKind: 'queue' as const, destination: 'orders', routingKey: '', arguments: [] };
    await other.broker.topology.bind(other.session, { vhost: '/', source: 'fanout-new', ...binding });
    const consumer = await bench.consume('orders');
    const publisher = bench.broker.messages.openPublisher(bench.session, '/');
    const receipt: PublishReceipt = { stored: () => undefined, failed: (error) => expect.fail(error.message) };
    void publisher.publish(bench.publication('', 'first', { exchange: 'fanout-new' }), receipt);
    void publisher.publish(bench.publication('orders', 'second'), receipt);
    expect((await consumer.take(2)).map(bodyOf)).toEqual(['first', 'second']);
  });

  it('refuses a publisher whose permission was taken away', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    const publisher = bench.broker.messages.openPublisher(bench.session, '/');
    const publish = () =>
      new Promise<Seq | null | BrokerError>((resolve) => {
        void publisher.publish(bench.publication('orders', 'a'), { stored: resolve, failed: resolve });
      });
    expect(await publish()).toEqual(expect.any(Number));
    await bench.broker.access.putPermission(bench.session, { user: 'admin', vhost: '/', configure: '', write: '', read: '' });
    expect(await publish()).toMatchObject({ code: 'access_refused' });
  });

  it('takes the smaller of the two times to live and the capped priority', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders', { 'message-ttl': 5_000, 'max-priority': 3 });
    await bench.publish('orders', ['a'], {}, { expiration: '2000', priority: 9 });
    await bench.publish('orders', ['b'], {}, { expiration: '9000', priority: 1 });
    const now = bench.world.clock.now();
    const peeked = await bench.store.peekMessages(queue.id, { limit: 10, after: 0 });
    expect(peeked.map(({ expiresAt, priority }) => [expiresAt, priority])).toEqual([
      [now + 2_000, 3],
      [now + 5_000, 1],
    ]);
  });

  it('refuses everything once it stops, and gives back what consumers hold', async () => {
    const world = new World();
    const bench = await world.startBroker();
    const other = await world.startBroker();
    const queue = await bench.declareQueue('orders');
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a']);
    await consumer.next();
    await bench.broker.stop(1_000);
    const { results } = await bench.publish('orders', ['b']);
    expect(results).toMatchObject([{ error: { code: 'draining' } }]);
    await expect(bench.receive('orders')).rejects.toMatchObject({ code: 'draining' });
    expect(await other.counts(queue)).toMatchObject({ ready: 1, unacked: 0 });
  });

  it('counts what goes in and out of a queue', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders');
    const consumer = await bench.consume('orders', { prefetch: 4 });
    await world.pass(1_000);
    await bench.publish(
      'orders',
      Array.from({ length: 10 }, (_, index) => String(index)),
    );
    await quiet();
    await world.pass(5_000);
    const statistics = await bench.broker.statistics.queue(bench.session, '/', 'orders');
    expect(statistics).toMatchObject({ ready: 6, unacked: 4, consumers: 1, inRate: 2, outRate: 0.8 });
    expect(consumer.waitingCount).toBe(4);
    expect(await bench.broker.statistics.overview(bench.session)).toMatchObject({
      queues: 1,
      totals: { ready: 6 },
      consumers: 1,
    });
  });
});
