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

describe('get', () => {
  it('tells how many are left', async () => {
    await channel.fill('q', 'one', 'two', 'three');
    expect(await channel.get('q', true)).toMatchObject({ messageCount: 2, body: Buffer.from('one') });
    expect(await channel.get('q', true)).toMatchObject({ messageCount: 1 });
    expect(await channel.get('q', true)).toMatchObject({ messageCount: 0 });
    expect(await channel.get('q', true)).toBeNull();
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
