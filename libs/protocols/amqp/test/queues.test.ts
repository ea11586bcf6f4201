import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { table } from './support/fields.js';
import { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
});

const isGone = async (queue: string): Promise<boolean> => {
  const looking = await bench.channel();
  looking.sendQueue(queue, { passive: true });
  const answer = await looking.client.nextOf(1, ['queue.declare-ok', 'channel.close']);
  await looking.client.close();
  return answer.name === 'channel.close';
};

describe('the counts of a queue', () => {
  it('are of its ready messages and its consumers', async () => {
    expect(await channel.queue('q')).toMatchObject({ messageCount: 0, consumerCount: 0 });
    await channel.fill('q', 'one', 'two', 'three');
    await channel.get('q');
    const other = await bench.channel();
    await other.qos(1);
    await other.consume('q');
    await other.delivery();
    expect(await channel.queue('q')).toMatchObject({ messageCount: 1, consumerCount: 1 });
  });

  it('of a purge and a delete are of ready messages alone', async () => {
    await channel.queue('q');
    await channel.fill('q', 'one', 'two', 'three');
    const got = await channel.get('q');
    expect(await channel.purge('q')).toBe(2);
    expect(await channel.purge('q')).toBe(0);
    channel.nack(got!.deliveryTag);
    await channel.untilReady('q', 1);
    expect(await channel.deleteQueue('q')).toBe(1);
  });
});

describe('an exclusive queue', () => {
  it('may be declared durable, and is not', async () => {
    await channel.queue('q', { durable: true, exclusive: true });
    await channel.queue('q', { durable: false, exclusive: true });
    expect((await bench.broker.topology.getQueue(bench.session, '/', 'q')).durable).toBe(false);
  });

  it('is served on every channel of its connection', async () => {
    await channel.queue('q', { exclusive: true });
    const other = new TestChannel(channel.client, 2);
    await other.open();
    await other.consume('q');
    channel.publish('', 'q', 'x');
    await other.delivery();
  });
});

describe('an auto-delete queue', () => {
  it.each([
    ['is cancelled', async (last: TestChannel) => last.cancel('T')],
    ['loses its channel', async (last: TestChannel) => last.close()],
    ['loses its connection', async (last: TestChannel) => last.client.close()],
  ])('goes when its last consumer %s, and not before', async (_, end) => {
    await channel.queue('q', { autoDelete: true });
    const [first, last] = [await bench.channel(), await bench.channel()];
    await first.consume('q', { tag: 'first' });
    await last.consume('q', { tag: 'T' });
    await first.cancel('first');
    expect(await isGone('q')).toBe(false);
    await end(last);
    expect(await isGone('q')).toBe(true);
  });

  it('that never had a consumer stays, also when it is read by get', async () => {
    await channel.queue('q', { autoDelete: true });
    await channel.get('q', true);
    const other = await bench.channel();
    await other.get('q', true);
    await other.client.close();
    expect(await isGone('q')).toBe(false);
  });
});

describe('deleting a queue', () => {
  it('removes its bindings', async () => {
    await channel.queue('q');
    await channel.bind('q', 'amq.fanout');
    await channel.deleteQueue('q');
    await channel.queue('q');
    await channel.confirm();
    channel.publish('amq.fanout', '', 'x', { mandatory: true });
    expect((await channel.next('basic.return')).replyCode).toBe(312);
  });

  it('dead-letters nothing', async () => {
    await channel.queue('dead');
    await channel.queue('q', {}, { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' });
    await channel.fill('q', 'one');
    await channel.deleteQueue('q');
    await channel.settled();
    expect(await channel.ready('dead')).toBe(0);
  });

  it('leaves acknowledgments of its deliveries without effect', async () => {
    await channel.queue('q');
    await channel.fill('q', 'one', 'two', 'three');
    await channel.consume('q');
    await channel.deliveries(3);
    await channel.deleteQueue('q');
    channel.ack(1);
    channel.nack(2);
    channel.reject(3, false);
    await channel.settled();
  });

  it('tells its consumers, if they can be told', async () => {
    await channel.queue('q');
    const told = await bench.channel({ clientProperties: table({ capabilities: { consumer_cancel_notify: true } }) });
    const untold = await bench.channel();
    await told.consume('q', { tag: 'T' });
    await untold.consume('q', { tag: 'U' });
    await channel.deleteQueue('q');
    expect(await told.next('basic.cancel')).toMatchObject({ consumerTag: 'T', nowait: true });
    // Some clients answer, which means nothing.
    told.send('basic.cancel-ok', { consumerTag: 'T' });
    await told.settled();
    await untold.settled();
    expect(untold.count('basic.cancel')).toBe(0);
  });

  it('tells a consumer of the channel that asked for it after the answer, as RabbitMQ does', async () => {
    const told = await bench.channel({ clientProperties: table({ capabilities: { consumer_cancel_notify: true } }) });
    await told.queue('q');
    await told.consume('q', { tag: 'T' });
    told.send('queue.delete', { queue: 'q', ifUnused: false, ifEmpty: false, nowait: false });
    expect(await told.client.nextOf(told.id, ['queue.delete-ok', 'basic.cancel'])).toMatchObject({ messageCount: 0 });
    expect(await told.next('basic.cancel')).toMatchObject({ consumerTag: 'T' });
  });
});

it('virtual hosts share nothing', async () => {
  await bench.broker.topology.createVhost(bench.session, 'other', '');
  await bench.broker.access.putPermission(bench.session, {
    ...{ user: 'guest', vhost: 'other', configure: '.*', write: '.*', read: '.*' },
  });
  const other = await bench.channel({ vhost: 'other' });
  await channel.queue('q');
  await other.queue('q', { durable: true });
  await other.confirm();
  other.publish('', 'q', 'in the other');
  await other.next('basic.ack');
  expect(await channel.ready('q')).toBe(0);
  expect(await other.ready('q')).toBe(1);
});

it('names are told apart by case, and may be any UTF-8', async () => {
  await channel.queue('Q');
  await channel.queue('q');
  await channel.queue('Käse-日本-🐘');
  await channel.fill('Käse-日本-🐘', 'x');
  expect([await channel.ready('Q'), await channel.ready('q')]).toEqual([0, 0]);
});
