import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { plain } from './support/fields.js';
import type { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
  await channel.queue('dead');
});

const deadLetters = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' };

describe('a queue with a backoff', () => {
  it('delivers what failed only after a while, each time a longer one', async () => {
    const args = { 'x-retry-backoff': 'linear', 'x-retry-delay': 40, 'x-retry-factor': 1, 'x-retry-jitter': 0 };
    await channel.queue('q', {}, args);
    await channel.consume('q');
    channel.publish('', 'q', 'x');
    let last = Date.now();
    for (const waitMs of [0, 40, 80, 120]) {
      const { deliveryTag, redelivered } = await channel.delivery();
      expect(redelivered).toBe(waitMs > 0);
      expect(Date.now() - last).toBeGreaterThanOrEqual(waitMs);
      last = Date.now();
      channel.nack(deliveryTag);
    }
  });

  it('lets others pass what waits', async () => {
    await channel.queue('q', {}, { 'x-retry-backoff': 'fixed', 'x-retry-delay': 60_000 });
    await channel.fill('q', 'fails', 'succeeds');
    channel.nack((await channel.get('q'))!.deliveryTag);
    expect((await channel.got('q')).body.toString()).toBe('succeeds');
    expect(await channel.get('q')).toBeNull();
  });

  it('is not asked when a message comes back without having failed', async () => {
    await channel.queue('q', {}, { 'x-retry-backoff': 'fixed', 'x-retry-delay': 60_000 });
    await channel.fill('q', 'x');
    await channel.get('q');
    await channel.ask('basic.recover', { requeue: true }, 'basic.recover-ok');
    await channel.untilReady('q', 1);
    await channel.get('q');
    await channel.close();
    await channel.open();
    await channel.untilReady('q', 1);
  });
});

describe('a classic queue', () => {
  it('delivers a message once more often than its delivery limit', async () => {
    await channel.queue('q', {}, { ...deadLetters, 'x-delivery-limit': 1 });
    await channel.consume('q');
    channel.publish('', 'q', 'x');
    for (let n = 0; n < 2; n++) channel.nack((await channel.delivery()).deliveryTag);
    const dead = await channel.got('dead');
    expect(plain(dead.properties.headers)).toMatchObject({ 'x-first-death-reason': 'delivery_limit' });
  });

  it('does not deliver again what is too old', async () => {
    await channel.queue('q', {}, { ...deadLetters, 'x-retry-max-age': 1 });
    await channel.consume('q');
    channel.publish('', 'q', 'x');
    const { deliveryTag } = await channel.delivery();
    const receivedAt = Date.now();
    while (Date.now() - receivedAt < 2) await channel.settled();
    channel.nack(deliveryTag);
    const dead = await channel.got('dead');
    expect(plain(dead.properties.headers)).toMatchObject({ 'x-first-death-reason': 'age_limit' });
  });
});

describe('a settlement request', () => {
  const settle = (request: unknown): void => channel.publish('amq.howdah', 'settle', JSON.stringify(request));

  beforeEach(async () => {
    await channel.queue('q', {}, { ...deadLetters, 'x-retry-backoff': 'fixed', 'x-retry-delay': 60_000 });
    await channel.fill('q', 'x');
    await channel.get('q');
  });

  it('acknowledges', async () => {
    settle({ deliveryTag: 1, outcome: 'ack' });
    await channel.close();
    await channel.open();
    expect(await channel.ready('q')).toBe(0);
  });

  it('gives back without a failed attempt', async () => {
    settle({ deliveryTag: 1, outcome: 'release' });
    await channel.untilReady('q', 1);
    expect((await channel.get('q'))?.redelivered).toBe(true);
  });

  it('has it tried again after the delay that it says instead of the queue’s', async () => {
    settle({ deliveryTag: 1, outcome: 'retry', delayMs: 20 });
    expect((await channel.got('q')).redelivered).toBe(true);
  });

  it('rejects, with the error that is kept with the message', async () => {
    settle({ deliveryTag: 1, outcome: 'reject', error: { name: 'TypeError', message: 'no such order' } });
    await channel.got('dead');
    const [dead] = await bench.broker.messages.peek(bench.session, '/', 'dead', { limit: 1, after: 0, state: 'unacked' });
    expect(dead!.message.deaths[0]).toMatchObject({ error: { name: 'TypeError', message: 'no such order' } });
  });

  it('is confirmed when it is accepted', async () => {
    await channel.confirm();
    settle({ deliveryTag: 1, outcome: 'ack' });
    expect((await channel.next('basic.ack')).deliveryTag).toBe(1);
  });

  it.each([
    [{ deliveryTag: 9, outcome: 'ack' }, 'unknown delivery tag 9'],
    [{ deliveryTag: 'one', outcome: 'ack' }, 'invalid settlement request: deliveryTag "one"; it must be a whole number'],
    [
      { deliveryTag: 1, outcome: 'maybe' },
      'invalid settlement request: outcome "maybe"; accepted are ack, release, retry, reject',
    ],
    [{ deliveryTag: 1, outcome: 'retry', delayMs: 'x' }, 'invalid settlement request: delayMs that is not a number'],
    [{ deliveryTag: 1, outcome: 'retry', error: {} }, 'invalid settlement request: an error without name and message'],
  ])('that makes no sense closes the channel: %j', async (request, text) => {
    settle(request);
    await channel.closed('PRECONDITION_FAILED', text);
    // It was still held, and came back.
    await channel.open();
    await channel.untilReady('q', 1);
  });

  it.each([-1, 1.5, 5_000_000_000])('with a delay of %s ms closes the channel', async (delayMs) => {
    settle({ deliveryTag: 1, outcome: 'retry', delayMs });
    await channel.closed('PRECONDITION_FAILED', /delay/);
    await channel.open();
    await channel.untilReady('q', 1);
  });

  it('that is no JSON, or has another key, closes the channel', async () => {
    channel.publish('amq.howdah', 'settle', 'no JSON');
    await channel.closed('PRECONDITION_FAILED', 'invalid settlement request: a body that is not a JSON object');
    await channel.open();
    channel.publish('amq.howdah', 'other', '{}');
    await channel.closed('PRECONDITION_FAILED', `invalid settlement request: routing key 'other'; the only one is 'settle'`);
  });
});

describe('whoever holds a message for too long', () => {
  it('has its channel closed, and the message goes to others', async () => {
    await channel.queue('q', {}, { 'x-consumer-timeout': 50 });
    const slow = await bench.channel();
    await slow.consume('q');
    channel.publish('', 'q', 'x');
    await slow.delivery();
    await slow.closed(
      'PRECONDITION_FAILED',
      /^PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out\. Timeout value used: 50 ms\./,
    );
    expect((await channel.got('q')).redelivered).toBe(true);
  });

  it('is measured by its own limit, if it has one', async () => {
    await channel.queue('q');
    const slow = await bench.channel();
    await slow.consume('q', { arguments: { 'x-consumer-timeout': 60 } });
    channel.publish('', 'q', 'x');
    await slow.closed('PRECONDITION_FAILED', /Timeout value used: 60 ms/);
  });

  it('by get is measured, too', async () => {
    await channel.queue('q', {}, { 'x-consumer-timeout': 70 });
    channel.publish('', 'q', 'x');
    await channel.got('q');
    await channel.closed('PRECONDITION_FAILED', /Timeout value used: 70 ms/);
  });
});
