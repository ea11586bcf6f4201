import { describe, expect, it } from 'vitest';
import { bodyOf, quiet, World } from './broker-bench.js';

describe('delivering', () => {
  it('hands a message from publisher to consumer out of memory, and an ack removes it', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders');
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a']);
    const delivery = await consumer.next();
    expect(bodyOf(delivery)).toBe('a');
    expect([delivery.attempt, delivery.redelivered]).toEqual([1, false]);
    expect(bench.store.claimedMessages).toBe(0);
    consumer.ack(delivery);
    await quiet();
    expect(await bench.counts(queue)).toMatchObject({ ready: 0, unacked: 0 });
  });

  it('gives a consumer what was there before it came, in order', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    await bench.publish('orders', ['a', 'b', 'c']);
    const consumer = await bench.consume('orders');
    expect((await consumer.take(3)).map(bodyOf)).toEqual(['a', 'b', 'c']);
  });

  it('puts released messages back to their places before newer ones', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    const consumer = await bench.consume('orders', { prefetch: 3 });
    await bench.publish('orders', ['0', '1', '2', '3', '4']);
    const [first, second, third] = await consumer.take(3);
    consumer.prefetch = 0;
    await Promise.all([third, first, second].map((delivery) => consumer.settle(delivery!, 'release')));
    consumer.prefetch = 5;
    consumer.consumer.signal();
    const again = await consumer.take(5);
    expect(again.map(bodyOf)).toEqual(['0', '1', '2', '3', '4']);
    expect(again.map(({ redelivered }) => redelivered)).toEqual([true, true, true, false, false]);
    expect(again.every(({ attempt }) => attempt === 1)).toBe(true);
  });

  it('serves consumers in turn and skips one without capacity', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    const full = await bench.consume('orders', { prefetch: 1 });
    const free = await bench.consume('orders', { prefetch: 10 });
    await bench.publish('orders', ['a', 'b', 'c', 'd']);
    await quiet();
    expect([full.waitingCount, free.waitingCount]).toEqual([1, 3]);
  });

  it('acknowledges by itself what an automatic consumer takes', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders');
    const consumer = await bench.consume('orders', { autoAck: true });
    await bench.publish('orders', ['a', 'b']);
    await consumer.take(2);
    await quiet();
    expect(await bench.counts(queue)).toMatchObject({ ready: 0, unacked: 0 });
  });

  it('leaves a cancelled consumer what it holds and gives it nothing more', async () => {
    const bench = await new World().startBroker();
    const queue = await bench.declareQueue('orders');
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a']);
    const delivery = await consumer.next();
    await consumer.consumer.cancel();
    await bench.publish('orders', ['b']);
    consumer.ack(delivery);
    await quiet();
    expect(consumer.waitingCount).toBe(0);
    expect(await bench.counts(queue)).toMatchObject({ ready: 1, unacked: 0 });
  });

  it('returns what an abandoned consumer held as failed attempts', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders', { 'delivery-limit': 5 });
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a', 'b']);
    await consumer.take(2);
    await bench.broker.consumers.abandon(consumer.consumer);
    const other = await bench.consume('orders');
    const again = await other.take(2);
    expect(again.map((delivery) => [bodyOf(delivery), delivery.attempt, delivery.redelivered])).toEqual([
      ['a', 2, true],
      ['b', 2, true],
    ]);
  });

  it('redelivers on another broker what a killed broker held', async () => {
    const world = new World();
    const dying = await world.startBroker();
    await dying.declareQueue('orders');
    const other = await world.startBroker();
    const holder = await dying.consume('orders');
    await dying.publish('orders', ['a']);
    await holder.next();
    dying.store.abandon();
    const consumer = await other.consume('orders');
    const delivered = consumer.next();
    await world.pass(15_000);
    const delivery = await delivered;
    expect([bodyOf(delivery), delivery.attempt, delivery.redelivered]).toEqual(['a', 2, true]);
  });

  it('takes a message back when its acknowledgment is overdue', async () => {
    const world = new World();
    const bench = await world.startBroker();
    const queue = await bench.declareQueue('orders', { 'consumer-timeout': 5_000 });
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a']);
    const late = await consumer.next();
    await world.pass(4_000);
    expect(consumer.waitingCount).toBe(0);
    await world.pass(2_500);
    const again = await consumer.next();
    expect([again.attempt, again.redelivered]).toEqual([2, true]);
    bench.broker.consumers.ack(late);
    await quiet();
    expect(await bench.counts(queue)).toMatchObject({ unacked: 1 });
    const [attempt] = await bench.broker.messages.listAttempts(bench.session, '/', 'orders', again.seq);
    expect(attempt).toMatchObject({ number: 1, consumer: 'worker-1', outcome: 'timeout' });
  });

  it('cancels the consumers of a deleted queue', async () => {
    const bench = await new World().startBroker();
    await bench.declareQueue('orders');
    const consumer = await bench.consume('orders');
    await bench.broker.topology.deleteQueue(bench.session, '/', 'orders');
    expect(consumer.cancelReason).toBe("queue 'orders' was deleted");
  });

  it('delivers a delayed message when its time has come', async () => {
    const world = new World();
    const bench = await world.startBroker();
    await bench.declareQueue('orders');
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['later'], { delayMs: 3_000 });
    await world.pass(2_900);
    expect(consumer.waitingCount).toBe(0);
    await world.pass(150);
    expect(bodyOf(await consumer.next())).toBe('later');
  });
});
