import { beforeEach, describe, expect, it } from 'vitest';
import { BrokerError } from '@howdah/core';
import { AmqpBench } from './support/amqp-bench.js';
import { HeldMessageStore } from './support/held-message-store.js';
import { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
  await channel.queue('q');
  await channel.confirm();
});

/** What became of each of the first `count` messages, and how often it was told. */
async function verdicts(count: number): Promise<string[]> {
  const told: string[] = [];
  let settled = 0;
  let lastMultiple = 0;
  while (settled < count) {
    const { name, deliveryTag, multiple } = await channel.client.nextOf(1, ['basic.ack', 'basic.nack']);
    const first = multiple ? lastMultiple + 1 : deliveryTag;
    for (let number = first; number <= deliveryTag; number++) {
      if (told[number - 1] !== undefined) continue;
      told[number - 1] = name.slice('basic.'.length);
      settled++;
    }
    if (multiple) lastMultiple = deliveryTag;
  }
  return told;
}

it('every message is confirmed, whether a queue takes it or none does', async () => {
  for (let n = 0; n < 500; n++) channel.publish('', n % 3 === 0 ? 'nowhere' : 'q', 'x', { deliveryMode: (n % 2) + 1 });
  expect(await verdicts(500)).toEqual(Array.from({ length: 500 }, () => 'ack'));
  expect(channel.count('basic.ack')).toBe(0);
});

it('numbers go on when confirms are selected again', async () => {
  channel.publish('', 'q');
  await channel.next('basic.ack');
  await channel.confirm();
  channel.publish('', 'q');
  expect((await channel.next('basic.ack')).deliveryTag).toBe(2);
});

it('channels are numbered each for itself', async () => {
  const other = new TestChannel(channel.client, 2);
  await other.open();
  await other.confirm();
  for (const one of [channel, other]) one.publish('', 'q');
  expect((await channel.next('basic.ack')).deliveryTag).toBe(1);
  expect((await other.next('basic.ack')).deliveryTag).toBe(1);
});

it('a message is in its queue when it is confirmed', async () => {
  for (let n = 1; n <= 20; n++) {
    channel.publish('', 'q', 'x', { deliveryMode: 2 });
    await channel.next('basic.ack');
    expect(await channel.ready('q')).toBe(n);
  }
});

it('a message that expires at once is confirmed', async () => {
  channel.publish('', 'q', 'x', { expiration: '0' });
  await channel.next('basic.ack');
});

it('what a consumer takes at once is confirmed', async () => {
  await channel.consume('q', { noAck: true });
  channel.publish('', 'q');
  await channel.take('basic.ack');
  await channel.take('basic.deliver');
});

describe('a queue that rejects publishes when it is full', () => {
  beforeEach(() => channel.queue('full', {}, { 'x-max-length': 2, 'x-overflow': 'reject-publish' }));

  it('has them nacked, and takes more when there is room', async () => {
    for (let n = 0; n < 4; n++) channel.publish('', 'full', String(n));
    expect(await verdicts(4)).toEqual(['ack', 'ack', 'nack', 'nack']);
    await channel.get('full', true);
    channel.publish('', 'full', 'fits');
    expect(await channel.next('basic.ack')).toMatchObject({ deliveryTag: 5, multiple: false });
  });

  it('makes it a nack though others keep the message', async () => {
    await channel.bind('full', 'amq.fanout');
    await channel.bind('q', 'amq.fanout');
    for (let n = 0; n < 3; n++) channel.publish('amq.fanout', '', String(n));
    expect(await verdicts(3)).toEqual(['ack', 'ack', 'nack']);
    expect(await channel.ready('full')).toBe(2);
    expect(await channel.ready('q')).toBe(3);
  });

  it('drops them silently where there are no confirms', async () => {
    const plain = await bench.channel();
    for (let n = 0; n < 4; n++) plain.publish('', 'full', String(n));
    await plain.settled();
    expect(await plain.ready('full')).toBe(2);
  });

  it('never has a multiple ack cover a nack', async () => {
    for (let n = 0; n < 300; n++) channel.publish('', n % 10 === 0 ? 'full' : 'q', String(n));
    const expected = Array.from({ length: 300 }, (_, n) => (n % 10 === 0 && n >= 20 ? 'nack' : 'ack'));
    expect(await verdicts(300)).toEqual(expected);
  });
});

describe('what cannot be stored', () => {
  const unavailable = new BrokerError('storage_unavailable', 'the database is away');

  async function startHeld(): Promise<HeldMessageStore> {
    let store: HeldMessageStore | null = null;
    bench = await AmqpBench.start({}, { messageStore: (database) => (store = new HeldMessageStore(database)) });
    channel = await bench.channel();
    await channel.queue('q');
    return store!;
  }

  it('is nacked, and the channel goes on', async () => {
    const store = await startHeld();
    await channel.confirm();
    store.hold();
    channel.publish('', 'q', 'lost');
    channel.publish('', 'nowhere', 'wanted by nobody');
    await store.untilHeld(1);
    store.fail(unavailable);
    channel.publish('', 'q', 'stored');
    expect(await verdicts(3)).toEqual(['nack', 'ack', 'ack']);
    expect(await channel.ready('q')).toBe(1);
  });

  it('ends the connection of a publisher who could not be told otherwise', async () => {
    const store = await startHeld();
    store.hold();
    channel.publish('', 'q', 'lost');
    await store.untilHeld(1);
    store.fail(unavailable);
    expect(await channel.client.next(0, 'connection.close')).toMatchObject({ replyCode: 541, classId: 60, methodId: 40 });
  });
});

it('messages of a queue that is deleted meanwhile are confirmed', async () => {
  const other = await bench.channel();
  for (let n = 0; n < 200; n++) channel.publish('', 'q', 'x', { deliveryMode: 2 });
  await other.deleteQueue('q');
  expect(await verdicts(200)).toEqual(Array.from({ length: 200 }, () => 'ack'));
});

it('a closed channel owes no confirms', async () => {
  channel.publish('', 'q');
  channel.publish('nope', 'q');
  channel.publish('', 'q');
  await channel.closed('NOT_FOUND');
  await channel.open();
  await channel.settled();
  expect(channel.count('basic.ack')).toBe(0);
});
