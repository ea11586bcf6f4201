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
