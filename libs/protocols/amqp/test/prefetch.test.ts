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

it('a quorum queue does not know a prefetch shared by the channel', async () => {
  await channel.queue('quorum', { durable: true }, { 'x-queue-type': 'quorum' });
  await channel.qos(5, true);
  channel.sendConsume('quorum');
  expect(await channel.client.take(0, 'connection.close')).toMatchObject({
    replyCode: 540,
    replyText: `NOT_IMPLEMENTED - queue 'quorum' in vhost '/' does not support global qos`,
  });
});
