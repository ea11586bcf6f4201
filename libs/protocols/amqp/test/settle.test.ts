import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { plain } from './support/fields.js';
import { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
  await channel.queue('q');
});

const bodyOf = ({ body }: { body: Buffer }): string => body.toString();

describe('an acknowledgment', () => {
  it('of all up to a tag is of those that were got, too', async () => {
    await channel.fill('q', 'one', 'two', 'three', 'four');
    await channel.get('q');
    await channel.qos(2);
    await channel.consume('q', { tag: 'T' });
    await channel.deliveries(2);
    await channel.cancel('T');
    await channel.get('q');
    channel.ack(3, true);
    await channel.close();
    expect((await (await bench.channel()).got('q')).body.toString()).toBe('four');
  });

  it('of tag 0 is of all, and of none where there are none', async () => {
    await channel.fill('q', 'one', 'two');
    await channel.get('q');
    await channel.get('q');
    channel.ack(0, true);
    channel.ack(0, true);
    await channel.close();
    expect(await (await bench.channel()).ready('q')).toBe(0);
  });

  it.each([
    ['ack', (tag: number) => channel.ack(tag)],
    ['nack', (tag: number) => channel.nack(tag)],
    ['reject', (tag: number) => channel.reject(tag, false)],
    ['ack of all before', (tag: number) => channel.ack(tag, true)],
  ])('given twice closes the channel: %s', async (_, again) => {
    await channel.fill('q', 'one');
    const got = await channel.get('q');
    channel.ack(got!.deliveryTag);
    again(got!.deliveryTag);
    await channel.closed('PRECONDITION_FAILED', 'unknown delivery tag 1');
  });

  it('on another channel is of nothing that channel knows', async () => {
    const other = new TestChannel(channel.client, 2);
    await other.open();
    await channel.fill('q', 'one');
    await channel.get('q');
    other.ack(1);
    await other.closed('PRECONDITION_FAILED', 'unknown delivery tag 1');
    channel.ack(1);
    await channel.settled();
  });

  it('of what needs none is of an unknown tag', async () => {
    await channel.fill('q', 'one');
    await channel.get('q', true);
    channel.ack(1);
    await channel.closed('PRECONDITION_FAILED', 'unknown delivery tag 1');
  });
});

describe('what is returned', () => {
  it('takes its old place in the queue', async () => {
    await channel.fill('q', '0', '1', '2', '3', '4');
    for (let n = 0; n < 4; n++) await channel.get('q');
    channel.nack(3, { multiple: true });
    channel.nack(4);
    await channel.untilReady('q', 5);
    const again = [];
    for (let n = 0; n < 5; n++) again.push(await channel.get('q', true));
    expect(again.map((got) => bodyOf(got!))).toEqual(['0', '1', '2', '3', '4']);
    expect(again.map((got) => got!.redelivered)).toEqual([true, true, true, true, false]);
  });

  it('by reject comes back to the same consumer, if there is no other', async () => {
    await channel.consume('q');
    channel.publish('', 'q', 'one');
    channel.reject((await channel.delivery()).deliveryTag, true);
    expect(await channel.delivery()).toMatchObject({ deliveryTag: 2, redelivered: true, body: Buffer.from('one') });
  });

  it.each([1, 2])('comes again before what is behind it, to a consumer that holds no more than %i', async (prefetch) => {
    await channel.fill('q', '0', '1', '2', '3', '4');
    await channel.qos(prefetch);
    await channel.consume('q');
    for (let round = 0; round < 5; round++) {
      const held = await channel.deliveries(prefetch);
      expect(held.map(bodyOf)).toEqual(['0', '1'].slice(0, prefetch));
      channel.nack(held.at(-1)!.deliveryTag, { multiple: true });
    }
  });

  it('not, is gone where there is no dead-letter exchange', async () => {
    await channel.fill('q', 'one', 'two', 'three');
    for (let n = 0; n < 3; n++) await channel.get('q');
    channel.reject(1, false);
    channel.nack(3, { multiple: true, requeue: false });
    await channel.close();
    expect(await (await bench.channel()).ready('q')).toBe(0);
  });

  it.each([
    ['recover', async () => channel.ask('basic.recover', { requeue: true }, 'basic.recover-ok')],
    ['recover-async', async () => channel.send('basic.recover-async', { requeue: true })],
  ])('by %s is all that the channel holds', async (_, recover) => {
    await channel.fill('q', 'one', 'two', 'three');
    await channel.get('q');
    await channel.get('q');
    await recover();
    await channel.untilReady('q', 3);
    expect(bodyOf(await channel.got('q'))).toBe('one');
    channel.ack(1);
    await channel.closed('PRECONDITION_FAILED', 'unknown delivery tag 1');
  });
});

describe('a quorum queue', () => {
  const quorum = { 'x-queue-type': 'quorum' };
  const durable = { durable: true };
  const countOf = (got: { properties: { headers?: Parameters<typeof plain>[0] } }): unknown =>
    plain(got.properties.headers)['x-delivery-count'];

  it('tells how often a message was delivered in vain', async () => {
    await channel.queue('quorum', durable, quorum);
    await channel.fill('quorum', 'one');
    await channel.consume('quorum');
    const first = await channel.delivery();
    expect(countOf(first)).toBeUndefined();
    channel.nack(first.deliveryTag);
    const second = await channel.delivery();
    expect(countOf(second)).toBe(1);
    channel.reject(second.deliveryTag, true);
    expect(countOf(await channel.delivery())).toBe(2);
    await channel.close();
    const other = await bench.channel();
    expect(countOf(await other.got('quorum'))).toBe(3);
  });

  it('delivers a message once more often than its limit, and then dead-letters it', async () => {
    await channel.queue('dead');
    const args = { ...quorum, 'x-delivery-limit': 2, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' };
    await channel.queue('quorum', durable, args);
    await channel.fill('quorum', 'one');
    await channel.consume('quorum');
    for (let n = 0; n < 3; n++) channel.nack((await channel.delivery()).deliveryTag);
    const dead = await channel.got('dead');
    expect(plain(dead.properties.headers)).toMatchObject({ 'x-first-death-reason': 'delivery_limit' });
    await channel.settled();
    expect(channel.count('basic.deliver')).toBe(0);
  });

  it('has a limit of 20 unless it says otherwise', async () => {
    await channel.queue('quorum', durable, quorum);
    await channel.queue('endless', durable, { ...quorum, 'x-delivery-limit': -1 });
    for (const [name, deliveries] of [
      ['quorum', 21],
      ['endless', 40],
    ] as const) {
      await channel.fill(name, 'one');
      await channel.consume(name, { tag: name });
      for (let n = 0; n < deliveries; n++) channel.nack((await channel.delivery()).deliveryTag);
    }
    // The endless one still comes, the other one is gone.
    expect((await channel.delivery()).consumerTag).toBe('endless');
    expect(await channel.ready('quorum')).toBe(0);
  });
});

describe('a consumer that asks for tokens', () => {
  it('finds in each delivery one by which a broker settles it', async () => {
    await channel.consume('q', { arguments: { 'x-delivery-token': true } });
    channel.publish('', 'q', 'one');
    const { properties } = await channel.delivery();
    const token = plain(properties.headers)['x-delivery-token'] as string;
    expect(await bench.broker.messages.settle(bench.session, '/', 'q', [{ token, outcome: 'ack' }])).toEqual([null]);
    await channel.close();
    expect(await (await bench.channel()).ready('q')).toBe(0);
  });

  it('says so by a boolean, and others find none', async () => {
    await channel.consume('q', { tag: 'T' });
    channel.publish('', 'q', 'one');
    expect((await channel.delivery()).properties.headers).toBeUndefined();
    channel.sendConsume('q', { arguments: { 'x-delivery-token': 'yes' } });
    await channel.closed('PRECONDITION_FAILED', /invalid arg 'x-delivery-token'.*"expected boolean, got longstr"/);
  });
});
