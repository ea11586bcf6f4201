import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { plain } from './support/fields.js';
import { type TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
  await channel.confirm();
  await channel.queue('dead');
});

const deadLetters = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' };

/** One after the other, each confirmed. */
async function publishEach(
  queue: string,
  bodies: readonly string[],
  content: Parameters<TestChannel['publish']>[3] = {},
): Promise<void> {
  for (const body of bodies) {
    channel.publish('', queue, body, content);
    await channel.take('basic.ack');
  }
}

async function drain(queue: string): Promise<string[]> {
  const bodies: string[] = [];
  for (let got = await channel.get(queue, true); got !== null; got = await channel.get(queue, true))
    bodies.push(got.body.toString());
  return bodies;
}

describe('the time to live', () => {
  const reasonOf = async (): Promise<unknown> => {
    const dead = await channel.got('dead', true);
    return plain(dead.properties.headers)['x-first-death-reason'];
  };

  it('of a queue ends its messages, which are dead letters then', async () => {
    await channel.queue('q', {}, { ...deadLetters, 'x-message-ttl': 30 });
    await publishEach('q', ['one']);
    expect(await reasonOf()).toBe('expired');
    expect(await channel.get('q')).toBeNull();
    expect(await channel.ready('q')).toBe(0);
  });

  it('of a message ends it, and the shorter of both counts', async () => {
    await channel.queue('q', {}, { ...deadLetters, 'x-message-ttl': 3_600_000 });
    await publishEach('q', ['one'], { expiration: '30' });
    expect(await reasonOf()).toBe('expired');
    await channel.queue('short', {}, { ...deadLetters, 'x-message-ttl': 30 });
    await publishEach('short', ['two'], { expiration: '3600000' });
    expect(await reasonOf()).toBe('expired');
  });

  it('of nothing leaves a message to a consumer that waits, and to nobody else', async () => {
    await channel.queue('q');
    await publishEach('q', ['nobody waits'], { expiration: '0' });
    const consumer = await bench.channel();
    await consumer.consume('q', { noAck: true });
    await publishEach('q', ['lasts']);
    await publishEach('q', ['somebody waits'], { expiration: '0' });
    expect(await consumer.bodies(2)).toEqual(['lasts', 'somebody waits']);
  });

  it('does not end what a consumer holds, and is not prolonged by a return', async () => {
    await channel.queue('q', {}, { ...deadLetters, 'x-message-ttl': 200 });
    const publishedAt = Date.now();
    await publishEach('q', ['held', 'waits']);
    const got = await channel.get('q');
    expect((await channel.got('dead', true)).body.toString()).toBe('waits');
    channel.nack(got!.deliveryTag);
    expect((await channel.got('dead', true)).body.toString()).toBe('held');
    expect(Date.now() - publishedAt).toBeGreaterThanOrEqual(200);
    expect(await channel.get('q')).toBeNull();
  });
});

describe('a queue that expires', () => {
  /** Asked as an operator does: a passive declaration would renew it. */
  const isGone = async (queue: string): Promise<boolean> => {
    const queues = await bench.broker.topology.listQueues(bench.session, '/');
    return !queues.some(({ name }) => name === queue);
  };
  const untilGone = (queue: string): Promise<void> =>
    vi.waitUntil(() => isGone(queue), { timeout: 20_000, interval: 5 }).then(() => undefined);

  it('goes when nobody has used it for so long, and dead-letters nothing', async () => {
    await channel.queue('q', {}, { ...deadLetters, 'x-expires': 50 });
    await publishEach('q', ['one']);
    await untilGone('q');
    expect(await channel.ready('dead')).toBe(0);
  });

  it('stays as long as it has a consumer, and goes after that', async () => {
    await channel.queue('used', {}, { 'x-expires': 50 });
    await channel.queue('unused', {}, { 'x-expires': 100 });
    await channel.consume('used', { tag: 'T' });
    await untilGone('unused');
    expect(await isGone('used')).toBe(false);
    await channel.cancel('T');
    await untilGone('used');
  });

  it('stays as long as it is read', async () => {
    await channel.queue('read', {}, { 'x-expires': 300 });
    await channel.queue('unused', {}, { 'x-expires': 500 });
    while (!(await isGone('unused'))) await channel.get('read');
    expect(await isGone('read')).toBe(false);
  });
});

describe('a limit of length', () => {
  it('drops the oldest, which are dead letters then', async () => {
    await channel.queue('q', {}, { ...deadLetters, 'x-max-length': 2 });
    await publishEach('q', ['1', '2', '3', '4']);
    await channel.untilReady('dead', 2);
    expect(await drain('q')).toEqual(['3', '4']);
    const dead = await channel.get('dead');
    expect(dead!.body.toString()).toBe('1');
    expect(plain(dead!.properties.headers)).toMatchObject({ 'x-first-death-reason': 'maxlen', 'x-first-death-queue': 'q' });
  });

  it('counts what is ready, not what is held', async () => {
    await channel.queue('q', {}, { 'x-max-length': 1 });
    await publishEach('q', ['1']);
    await channel.get('q');
    await publishEach('q', ['2']);
    await channel.get('q');
    await publishEach('q', ['3']);
    expect(await drain('q')).toEqual(['3']);
    // What comes back makes it too long again.
    channel.nack(1);
    channel.nack(2);
    await channel.untilReady('q', 1);
  });

  it('in bytes counts bodies', async () => {
    await channel.queue('q', {}, { 'x-max-length-bytes': 10 });
    await publishEach('q', ['12345', '67890', 'abc']);
    expect(await drain('q')).toEqual(['67890', 'abc']);
    await publishEach('q', ['more than ten bytes']);
    expect(await drain('q')).toEqual([]);
  });

  it('of nothing leaves a message to a consumer that waits', async () => {
    await channel.queue('q', {}, { 'x-max-length': 0 });
    await publishEach('q', ['nobody waits']);
    const consumer = await bench.channel();
    await consumer.consume('q');
    await publishEach('q', ['somebody waits']);
    expect((await consumer.delivery()).body.toString()).toBe('somebody waits');
  });

  it('may dead-letter what it rejects', async () => {
    await channel.queue('q', {}, { ...deadLetters, 'x-max-length': 1, 'x-overflow': 'reject-publish-dlx' });
    await publishEach('q', ['1']);
    channel.publish('', 'q', '2');
    await channel.take('basic.nack');
    const dead = await channel.got('dead');
    expect(dead.body.toString()).toBe('2');
    expect(plain(dead.properties.headers)).toMatchObject({ 'x-first-death-reason': 'maxlen' });
  });

  it('makes the head give way, and that is the highest priority', async () => {
    await channel.queue('q', {}, { 'x-max-length': 2, 'x-max-priority': 5 });
    await publishEach('q', ['low'], { priority: 0 });
    await publishEach('q', ['high 1', 'high 2'], { priority: 5 });
    expect(await drain('q')).toEqual(['high 2', 'low']);
  });
});

describe('priorities', () => {
  const publish = (body: string, priority?: number): Promise<void> =>
    publishEach('q', [body], priority === undefined ? {} : { priority });

  it('come higher first, in order within one, and no higher than the queue knows', async () => {
    await channel.queue('q', {}, { 'x-max-priority': 5 });
    await publish('none');
    await publish('1', 1);
    await publish('5', 5);
    await publish('9 is 5', 9);
    await publish('1 again', 1);
    expect(await drain('q')).toEqual(['5', '9 is 5', '1', '1 again', 'none']);
  });

  it.each([{}, { 'x-max-priority': 0 }])('mean nothing to a queue with %j', async (args) => {
    await channel.queue('q', {}, args);
    await publish('first', 1);
    await publish('second', 9);
    expect(await drain('q')).toEqual(['first', 'second']);
  });

  it('keep their place when they are returned', async () => {
    await channel.queue('q', {}, { 'x-max-priority': 5 });
    await publish('5', 5);
    await publish('1', 1);
    await publish('1 again', 1);
    for (let n = 0; n < 2; n++) await channel.get('q');
    channel.nack(2, { multiple: true });
    await channel.untilReady('q', 3);
    expect(await drain('q')).toEqual(['5', '1', '1 again']);
  });
});
