import { beforeEach, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import type { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
  await channel.queue('q');
});

const pause = (kind: 'delivery' | 'publishing') =>
  bench.broker.topology.pauseQueue(bench.session, '/', 'q', { kind, reason: 'a deploy' });
const resume = (kind: 'delivery' | 'publishing') => bench.broker.topology.resumeQueue(bench.session, '/', 'q', kind);

it('a publish to a paused queue is nacked in confirm mode, and the channel goes on', async () => {
  await channel.confirm();
  await pause('publishing');
  channel.publish('', 'q');
  expect((await channel.next('basic.nack')).deliveryTag).toBe(1);
  await resume('publishing');
  channel.publish('', 'q');
  expect((await channel.next('basic.ack')).deliveryTag).toBe(2);
  expect(await channel.ready('q')).toBe(1);
});

it('without confirms it closes the channel, so that no publisher loses messages without knowing', async () => {
  await pause('publishing');
  channel.publish('', 'q');
  await channel.closed('PRECONDITION_FAILED', "publishing to queue 'q' in vhost '/' is paused by 'guest': a deploy");
});

it('consumers get nothing from a queue whose delivery is paused, and basic.get finds it empty', async () => {
  await channel.consume('q', { tag: 'c' });
  await pause('delivery');
  channel.publish('', 'q', 'first');
  const other = await bench.channel();
  other.send('basic.get', { queue: 'q', noAck: true });
  await other.next('basic.get-empty');
  await channel.settled();
  expect(channel.count('basic.deliver')).toBe(0);
  await resume('delivery');
  expect((await channel.next('basic.deliver')).body.toString()).toBe('first');
});
