import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { plain, table, type Plain } from './support/fields.js';
import type { Answer } from './support/raw-client.js';
import type { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
  await channel.exchange('dlx', 'topic');
  await channel.queue('dead');
  await channel.bind('dead', 'dlx', '#');
});

type Got = Answer<'basic.get-ok'>;

const headersOf = ({ properties }: Got): Record<string, Plain> => plain(properties.headers);
const deathsOf = (got: Got): Record<string, Plain>[] => headersOf(got)['x-death'] as Record<string, Plain>[];

/** Publishes, gets and rejects; returns the dead letter. */
async function rejectOne(queue: string, content: Parameters<TestChannel['publish']>[3] = {}): Promise<Got> {
  channel.publish('', queue, 'body', content);
  channel.reject((await channel.got(queue)).deliveryTag, false);
  return channel.got('dead');
}

describe('a dead letter', () => {
  it('tells where, why, when and how often it died', async () => {
    await channel.queue('q', {}, { 'x-dead-letter-exchange': 'dlx' });
    const before = Math.floor(Date.now() / 1_000);
    const dead = await rejectOne('q', { messageId: 'm', headers: table({ own: 1 }) });
    expect(dead).toMatchObject({ exchange: 'dlx', routingKey: 'q', redelivered: false, body: Buffer.from('body') });
    expect(dead.properties.messageId).toBe('m');
    expect(headersOf(dead)).toMatchObject({
      ...{ own: 1, 'x-first-death-reason': 'rejected', 'x-first-death-queue': 'q', 'x-first-death-exchange': '' },
      ...{ 'x-last-death-reason': 'rejected', 'x-last-death-queue': 'q', 'x-last-death-exchange': '' },
    });
    const [death, ...others] = deathsOf(dead);
    expect(others).toEqual([]);
    expect(death).toEqual({
      ...{ count: 1, reason: 'rejected', queue: 'q', exchange: '', 'routing-keys': ['q'] },
      time: expect.any(Number) as number,
    });
    expect(death!['time']).toBeGreaterThanOrEqual(before);
  });

  it('has the types that clients expect', async () => {
    await channel.queue('q', {}, { 'x-dead-letter-exchange': 'dlx' });
    const dead = await rejectOne('q', { expiration: '60000' });
    const [, xDeath] = dead.properties.headers!.find(([name]) => name === 'x-death')!;
    const [entry] = xDeath.type === 'array' ? xDeath.value : [];
    const fields = entry?.type === 'table' ? entry.value : [];
    const types = Object.fromEntries(fields.map(([name, { type }]) => [name, type]));
    expect(types).toEqual({
      ...{ count: 'int64', reason: 'string', queue: 'string', time: 'timestamp', exchange: 'string', 'routing-keys': 'array' },
      'original-expiration': 'string',
    });
  });

  it('does not expire again, and says when it would have', async () => {
    await channel.queue('q', {}, { 'x-dead-letter-exchange': 'dlx' });
    const dead = await rejectOne('q', { expiration: '60000', deliveryMode: 2 });
    expect(dead.properties.expiration).toBeUndefined();
    expect(dead.properties.deliveryMode).toBe(2);
    expect(deathsOf(dead)[0]).toMatchObject({ 'original-expiration': '60000' });
  });

  it('has the key that the queue says, instead of all of its own', async () => {
    await channel.queue('q', {}, { 'x-dead-letter-exchange': 'dlx', 'x-dead-letter-routing-key': 'the.key' });
    await channel.queue('cc');
    await channel.bind('cc', 'dlx', 'carbon');
    const dead = await rejectOne('q', { headers: table({ CC: ['carbon'] }) });
    expect(dead.routingKey).toBe('the.key');
    expect(deathsOf(dead)[0]).toMatchObject({ 'routing-keys': ['q', 'carbon'] });
    expect(await channel.get('cc')).toBeNull();
  });

  it('goes by all of its keys where the queue says none, also the hidden ones', async () => {
    await channel.queue('q', {}, { 'x-dead-letter-exchange': 'dlx' });
    for (const key of ['carbon', 'blind']) {
      await channel.queue(key);
      await channel.bind(key, 'dlx', key);
    }
    const dead = await rejectOne('q', { headers: table({ CC: ['carbon'], BCC: ['blind'] }) });
    expect(deathsOf(dead)[0]).toMatchObject({ 'routing-keys': ['q', 'carbon'] });
    // Each of these was also bound by its name to the default exchange.
    for (const key of ['carbon', 'blind']) await channel.untilReady(key, 2);
  });

  it('counts the deaths of one kind, the newest first', async () => {
    await channel.queue('q', {}, { 'x-dead-letter-exchange': 'dlx' });
    await channel.queue('other', {}, { 'x-dead-letter-exchange': 'dlx' });
    let dead = await rejectOne('q');
    for (const queue of ['other', 'q']) {
      channel.ack(dead.deliveryTag);
      channel.client.publish(1, '', queue, dead.body, dead.properties);
      channel.reject((await channel.got(queue)).deliveryTag, false);
      dead = await channel.got('dead');
    }
    // A client that publishes it anew begins a new history.
    expect(deathsOf(dead).map(({ queue, count }) => [queue, count])).toEqual([['q', 1]]);
  });

  it('keeps its history on its way through queues', async () => {
    await channel.queue('first', {}, { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'second' });
    await channel.queue('second', {}, { 'x-dead-letter-exchange': 'dlx' });
    channel.publish('', 'first', 'x');
    channel.reject((await channel.got('first')).deliveryTag, false);
    channel.reject((await channel.got('second')).deliveryTag, false);
    const dead = await channel.got('dead');
    expect(deathsOf(dead).map(({ queue }) => queue)).toEqual(['second', 'first']);
    expect(headersOf(dead)).toMatchObject({ 'x-first-death-queue': 'first', 'x-last-death-queue': 'second' });
  });

  it('reaches an internal exchange, whoever let it die', async () => {
    await channel.exchange('inside', 'fanout', { internal: true });
    await channel.bind('dead', 'inside');
    await channel.queue('q', {}, { 'x-dead-letter-exchange': 'inside' });
    expect(await rejectOne('q')).toMatchObject({ exchange: 'inside' });
  });

  it('is gone where there is no such exchange', async () => {
    await channel.queue('q', {}, { 'x-dead-letter-exchange': 'missing' });
    channel.publish('', 'q', 'x');
    channel.reject((await channel.got('q')).deliveryTag, false);
    await channel.settled();
    expect(await channel.ready('q')).toBe(0);
  });
});

describe('a circle of dead letters', () => {
  it('ends where nobody rejected on the way', async () => {
    await channel.queue('q', {}, { 'x-message-ttl': 20, 'x-dead-letter-exchange': 'round' });
    await channel.exchange('round', 'fanout');
    await channel.bind('q', 'round');
    await channel.bind('dead', 'round');
    channel.publish('', 'q', 'x');
    await channel.got('dead');
    // It was routed to both, and came back to neither.
    expect(await channel.ready('q')).toBe(0);
    expect(await channel.get('dead')).toBeNull();
  });

  it('goes on as long as somebody rejects, and counts', async () => {
    await channel.queue('work', {}, { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'wait' });
    await channel.queue('wait', {}, { 'x-message-ttl': 10, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'work' });
    channel.publish('', 'work', 'x');
    for (let n = 0; n < 3; n++) channel.reject((await channel.got('work')).deliveryTag, false);
    const again = await channel.got('work');
    expect(deathsOf(again).map(({ queue, reason, count }) => [queue, reason, count])).toEqual([
      ['wait', 'expired', 3],
      ['work', 'rejected', 3],
    ]);
  });
});
