import { ManualClock } from '@howdah/storage-conformance';
import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { type TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
  await channel.queue('q');
});

const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));

/** So many deliveries have come, and no more of them come while the queue keeps `ready`. */
async function holdsAt(count: number, queue: string, ready: number): Promise<void> {
  const looking = await bench.channel();
  await looking.untilReady(queue, ready);
  await channel.settled();
  expect(channel.count('basic.deliver')).toBe(count);
}

describe('a consumer', () => {
  it('has the tag that it wants, or gets one', async () => {
    expect(await channel.consume('q', { tag: 'mine' })).toBe('mine');
    expect(await channel.consume('q')).toMatch(/^amq\.ctag-[A-Za-z0-9_-]{22}$/);
  });

  it('is told the exchange and key of each message, and numbers shared with get', async () => {
    await channel.bind('q', 'amq.direct', 'k');
    channel.publish('amq.direct', 'k', 'one');
    expect(await channel.got('q')).toMatchObject({ deliveryTag: 1, exchange: 'amq.direct', routingKey: 'k', redelivered: false });
    const consumerTag = await channel.consume('q');
    channel.publish('amq.direct', 'k', 'two');
    expect(await channel.next('basic.deliver')).toMatchObject({
      ...{ consumerTag, deliveryTag: 2, exchange: 'amq.direct', routingKey: 'k', redelivered: false },
    });
  });

  it('gets nothing before its consume-ok and nothing after its cancel-ok', async () => {
    await channel.fill('q', ...numbers(200));
    channel.sendConsume('q', { tag: 'T' });
    channel.send('basic.cancel', { consumerTag: 'T', nowait: false });
    await channel.next('basic.consume-ok');
    let delivered = 0;
    while ((await channel.client.nextOf(1, ['basic.deliver', 'basic.cancel-ok'])).name === 'basic.deliver') delivered++;
    const other = await bench.channel();
    await other.untilReady('q', 200 - delivered);
    await channel.settled();
    expect(channel.count('basic.deliver')).toBe(0);
  });

  it('keeps what it holds when it is cancelled, and may settle it then', async () => {
    await channel.fill('q', 'one', 'two');
    await channel.consume('q', { tag: 'T' });
    const [first, second] = await channel.deliveries(2);
    await channel.cancel('T');
    expect(await channel.ready('q')).toBe(0);
    channel.ack(first!.deliveryTag);
    channel.nack(second!.deliveryTag);
    await channel.untilReady('q', 1);
    expect(await channel.got('q')).toMatchObject({ redelivered: true, body: Buffer.from('two') });
  });

  it('that nobody knows may be cancelled', async () => {
    await channel.cancel('nobody');
  });

  it('that is cancelled leaves its tag free', async () => {
    await channel.consume('q', { tag: 'T' });
    await channel.cancel('T');
    await channel.consume('q', { tag: 'T' });
  });

  it('without acknowledgments has nothing to settle', async () => {
    await channel.fill('q', 'one');
    await channel.consume('q', { noAck: true });
    await channel.delivery();
    await channel.client.close();
    const other = await bench.channel();
    expect(await other.ready('q')).toBe(0);
  });

  it('shares a queue with others, each in turn', async () => {
    const others = [channel, await bench.channel(), await bench.channel()];
    for (const other of others) await other.consume('q', { noAck: true });
    for (const body of numbers(9)) channel.publish('', 'q', body);
    for (const other of others) expect(await other.deliveries(3)).toHaveLength(3);
  });

  it('without room is passed over', async () => {
    const [full, free] = [await bench.channel(), await bench.channel()];
    await full.qos(1);
    await full.consume('q');
    await free.consume('q');
    for (const body of numbers(7)) channel.publish('', 'q', body);
    await full.delivery();
    await free.deliveries(6);
  });

  it('gets again what its channel gives back by recover', async () => {
    await channel.consume('q');
    for (const body of numbers(3)) channel.publish('', 'q', body);
    await channel.deliveries(3);
    channel.send('basic.recover', { requeue: true });
    await channel.take('basic.recover-ok');
    const again = await channel.deliveries(3);
    expect(again.map(({ body, redelivered }) => [body.toString(), redelivered])).toEqual(numbers(3).map((body) => [body, true]));
    expect(again.map(({ deliveryTag }) => deliveryTag)).toEqual([4, 5, 6]);
  });

  it('for itself alone keeps others out until it goes', async () => {
    await channel.consume('q', { tag: 'T', exclusive: true });
    await channel.cancel('T');
    await (await bench.channel()).consume('q', { exclusive: true });
  });
});

describe('prefetch', () => {
  beforeEach(() => channel.fill('q', ...numbers(20)));

  it('limits what a consumer holds, and room is filled as it settles', async () => {
    await channel.qos(3);
    await channel.consume('q');
    await holdsAt(3, 'q', 17);
    await channel.deliveries(3);
    channel.ack(2, true);
    await holdsAt(2, 'q', 15);
  });

  it('of each consumer counts for those that come later', async () => {
    await channel.qos(2);
    await channel.consume('q', { tag: 'A' });
    await channel.qos(5);
    await channel.consume('q', { tag: 'B' });
    await holdsAt(7, 'q', 13);
    const tags = (await channel.deliveries(7)).map(({ consumerTag }) => consumerTag);
    expect(tags.filter((tag) => tag === 'A')).toHaveLength(2);
  });

  it('of 0 is no limit', async () => {
    await channel.qos(1);
    await channel.qos(0);
    await channel.consume('q');
    await channel.deliveries(20);
  });

  it('shared by the channel counts all of its consumers, and at once', async () => {
    await channel.qos(3, true);
    await channel.consume('q', { tag: 'A' });
    await channel.consume('q', { tag: 'B' });
    await holdsAt(3, 'q', 17);
    await channel.qos(7, true);
    await holdsAt(7, 'q', 13);
    await channel.deliveries(7);
    await channel.qos(1, true);
    channel.ack(6, true);
    await holdsAt(0, 'q', 13);
    channel.ack(7);
    await holdsAt(1, 'q', 12);
    await channel.qos(0, true);
    await channel.deliveries(13);
  });

  it('shared by the channel is looked at when it changes, not when the queue is next polled', async () => {
    const still = await (await AmqpBench.start({}, { clock: new ManualClock() })).channel();
    await still.queue('q');
    await still.fill('q', ...numbers(3));
    await still.qos(1, true);
    await still.consume('q');
    await still.delivery();
    await still.qos(3, true);
    expect(await still.bodies(2)).toEqual(['1', '2']);
  });

  it('of both kinds counts together', async () => {
    await channel.qos(5, true);
    await channel.qos(2);
    await channel.consume('q', { tag: 'A' });
    await holdsAt(2, 'q', 18);
    await channel.consume('q', { tag: 'B' });
    await channel.consume('q', { tag: 'C' });
    await holdsAt(5, 'q', 15);
  });

  it('does not limit who does not acknowledge, nor get', async () => {
    await channel.qos(1);
    await channel.qos(1, true);
    await channel.get('q');
    await channel.get('q');
    await channel.consume('q', { noAck: true });
    await channel.deliveries(18);
  });
});

describe('get', () => {
  it('tells how many are left', async () => {
    await channel.fill('q', 'one', 'two', 'three');
    expect(await channel.get('q', true)).toMatchObject({ messageCount: 2, body: Buffer.from('one') });
    expect(await channel.get('q', true)).toMatchObject({ messageCount: 1 });
    expect(await channel.get('q', true)).toMatchObject({ messageCount: 0 });
    expect(await channel.get('q', true)).toBeNull();
  });
});

describe('the priority of a consumer', () => {
  it('gives it everything as long as it has room', async () => {
    const [low, high] = [await bench.channel(), await bench.channel()];
    await low.consume('q', { tag: 'low', arguments: { 'x-priority': -1 } });
    await high.qos(3);
    await high.consume('q', { tag: 'high', arguments: { 'x-priority': 10 } });
    for (const body of numbers(5)) channel.publish('', 'q', body);
    expect(await high.bodies(3)).toEqual(['0', '1', '2']);
    expect(await low.bodies(2)).toEqual(['3', '4']);
  });

  it('is a whole number', async () => {
    channel.sendConsume('q', { arguments: { 'x-priority': 'high' } });
    await channel.closed('PRECONDITION_FAILED', /"expected integer, got longstr"/);
  });

  it('of streams is refused: there are none', async () => {
    channel.sendConsume('q', { arguments: { 'x-stream-offset': 'first' } });
    await channel.closed('PRECONDITION_FAILED', /invalid arg 'x-stream-offset'.*of queue type rabbit_classic_queue/);
  });
});

describe('a single active consumer', () => {
  beforeEach(() => channel.queue('single', {}, { 'x-single-active-consumer': true }));

  it('is the first that came; the next takes over when it is cancelled', async () => {
    const [first, second] = [await bench.channel(), await bench.channel()];
    await first.consume('single', { tag: 'first' });
    await second.consume('single', { tag: 'second' });
    channel.publish('', 'single', 'one');
    expect((await first.delivery()).body.toString()).toBe('one');
    await first.cancel('first');
    channel.publish('', 'single', 'two');
    expect((await second.delivery()).body.toString()).toBe('two');
  });

  it('leaves what it holds to the next when its channel ends', async () => {
    const [first, second] = [await bench.channel(), await bench.channel()];
    await first.consume('single');
    await second.consume('single');
    channel.publish('', 'single', 'one');
    await first.delivery();
    first.client.socket.destroy();
    expect(await second.delivery()).toMatchObject({ body: Buffer.from('one'), redelivered: true });
  });

  it('is followed by the one of the highest priority', async () => {
    const [first, low, high] = [await bench.channel(), await bench.channel(), await bench.channel()];
    await first.consume('single', { tag: 'first' });
    await low.consume('single');
    await high.consume('single', { arguments: { 'x-priority': 5 } });
    await first.cancel('first');
    channel.publish('', 'single', 'one');
    await high.delivery();
  });

  it('keeps get out of a quorum queue, not out of a classic one', async () => {
    const quorum = { 'x-single-active-consumer': true, 'x-queue-type': 'quorum' };
    await channel.queue('quorum', { durable: true }, quorum);
    expect(await channel.get('single')).toBeNull();
    channel.send('basic.get', { queue: 'quorum', noAck: false });
    await channel.closed(
      'RESOURCE_LOCKED',
      /^RESOURCE_LOCKED - cannot obtain access to locked queue 'quorum' in vhost '\/'\. basic\.get/,
    );
  });
});

it('a quorum queue does not know a prefetch shared by the channel', async () => {
  await channel.queue('quorum', { durable: true }, { 'x-queue-type': 'quorum' });
  await channel.qos(5, true);
  channel.sendConsume('quorum');
  expect(await channel.client.take(0, 'connection.close')).toMatchObject({
    replyCode: 540,
    replyText: `NOT_IMPLEMENTED - queue 'quorum' in vhost '/' does not support global qos`,
  });
});

it('who does not read stops only itself', async () => {
  const [slow, quick] = [await bench.channel(), await bench.channel()];
  for (const name of ['slow', 'quick']) await channel.queue(name);
  await slow.consume('slow', { noAck: true });
  slow.client.socket.pause();
  await quick.consume('quick', { noAck: true });
  const body = Buffer.alloc(64 * 1024);
  for (let n = 0; n < 1_000; n++) channel.publish('', 'slow', body);
  for (let n = 0; n < 100; n++) channel.publish('', 'quick', String(n));
  expect(await quick.bodies(100)).toEqual(numbers(100));
  await channel.confirm();
  // 64 MB are too much for the buffers on the way: most of it waits in the queue.
  channel.publish('', 'slow', 'last');
  await channel.take('basic.ack');
  expect(await channel.ready('slow')).toBeGreaterThan(500);
  slow.client.socket.resume();
  await slow.deliveries(1_001);
});
