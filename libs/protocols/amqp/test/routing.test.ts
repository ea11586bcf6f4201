import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { table, type Plain } from './support/fields.js';
import type { TestChannel } from './support/test-channel.js';

let channel: TestChannel;

beforeEach(async () => {
  channel = await (await AmqpBench.start()).channel();
  await channel.confirm();
});

type Content = Parameters<TestChannel['publish']>[3];

/** Publishes and waits for the confirm; whether some queue took it. */
async function routed(exchange: string, key: string, content: Content = {}): Promise<boolean> {
  channel.publish(exchange, key, 'x', { ...content, mandatory: true });
  const answer = await channel.client.nextOf(1, ['basic.return', 'basic.ack']);
  if (answer.name === 'basic.ack') return true;
  await channel.take('basic.ack');
  return false;
}

describe('the exchanges that are always there', () => {
  it.each([
    ['amq.direct', 'direct'],
    ['amq.fanout', 'fanout'],
    ['amq.topic', 'topic'],
    ['amq.headers', 'headers'],
    ['amq.match', 'headers'],
  ])('%s is of type %s, and durable', async (name, type) => {
    await channel.exchange(name, type, { durable: true });
  });

  it('the default exchange leads to each queue by its name', async () => {
    await channel.queue('q');
    expect(await routed('', 'q')).toBe(true);
    expect(await routed('', 'Q')).toBe(false);
  });
});

describe('a topic pattern', () => {
  it.each([
    ['*', ['a'], ['', 'a.b']],
    ['#', ['', 'a', 'a.b', '.'], []],
    ['#.#', ['', 'a', 'a.b'], []],
    ['*.#', ['a', 'a.b', '.'], ['']],
    ['a.#', ['a', 'a.', 'a.b'], ['b', 'ab']],
    ['#.a', ['a', '.a', 'b.c.a'], ['a.b']],
    ['*.*', ['.', 'a.b'], ['a', 'a.b.c']],
    ['', [''], ['a']],
    ['a*', ['a*'], ['ab']],
    ['a.*.c', ['a.b.c', 'a..c'], ['a.c', 'a.b.b.c']],
  ] as const)('%j matches %j and not %j', async (pattern, matching, others) => {
    await channel.queue('q');
    await channel.bind('q', 'amq.topic', pattern);
    // Both empty, the key would become the queue's name; here the queue has its name.
    for (const key of matching) expect([key, await routed('amq.topic', key)]).toEqual([key, true]);
    for (const key of others) expect([key, await routed('amq.topic', key)]).toEqual([key, false]);
  });
});

describe('a headers binding', () => {
  const cases: readonly (readonly [string, Record<string, Plain>, Record<string, Plain>, boolean])[] = [
    ['all, by default', { a: 1, b: 2 }, { a: 1, b: 2, c: 3 }, true],
    ['all, when one is missing', { a: 1, b: 2 }, { a: 1 }, false],
    ['any', { 'x-match': 'any', a: 1, b: 2 }, { b: 2 }, true],
    ['any, with none', { 'x-match': 'any', a: 1 }, { a: 2 }, false],
    ['x- keys are no condition', { 'x-match': 'all', 'x-a': 1 }, {}, true],
    ['x- keys are one, if said so', { 'x-match': 'all-with-x', 'x-a': 1 }, {}, false],
    ['x- keys that agree', { 'x-match': 'any-with-x', 'x-a': 1 }, { 'x-a': 1 }, true],
    ['nothing, for any', { 'x-match': 'any' }, { a: 1 }, false],
    ['nothing, for all', {}, { a: 1 }, true],
    ['presence, by no value', { a: null }, { a: 'whatever' }, true],
    ['a number is no text', { a: 1 }, { a: '1' }, false],
    ['true is no number', { a: 1 }, { a: true }, false],
    ['a number of another width', { a: 1 }, { a: 1 }, true],
  ];
  it.each(cases)('%s', async (_, binding, headers, expected) => {
    await channel.queue('q');
    await channel.bind('q', 'amq.headers', '', binding);
    expect(await routed('amq.headers', 'ignored', { headers: table(headers) })).toBe(expected);
  });
});

describe('a binding', () => {
  it('is known by its ends, its key and its arguments in any order', async () => {
    await channel.queue('q');
    await channel.bind('q', 'amq.headers', '', { a: 1, b: 2 });
    await channel.bind('q', 'amq.headers', '', { b: 2, a: 1 });
    await channel.bind('q', 'amq.headers', '', { a: 1 });
    await channel.unbind('q', 'amq.headers', '', { b: 2, a: 1 });
    expect(await routed('amq.headers', '', { headers: table({ a: 1 }) })).toBe(true);
    await channel.unbind('q', 'amq.headers', '', { a: 1 });
    expect(await routed('amq.headers', '', { headers: table({ a: 1, b: 2 }) })).toBe(false);
  });

  it('among several that match gives a message to its queue once', async () => {
    await channel.queue('q');
    for (const key of ['#', 'a.*', '*.b', 'a.b']) await channel.bind('q', 'amq.topic', key);
    await routed('amq.topic', 'a.b');
    expect(await channel.ready('q')).toBe(1);
  });
});

describe('exchanges bound to exchanges', () => {
  it('pass messages on, and go round in circles but once', async () => {
    for (const name of ['one', 'two', 'three']) await channel.exchange(name, 'fanout');
    await channel.queue('q');
    await channel.bindExchange('two', 'one');
    await channel.bindExchange('three', 'two');
    await channel.bindExchange('one', 'three');
    await channel.bind('q', 'three');
    await routed('one', 'any');
    expect(await channel.ready('q')).toBe(1);
    await channel.unbindExchange('two', 'one');
    expect(await routed('one', 'any')).toBe(false);
  });

  it('reach an internal one, to which nobody may publish', async () => {
    await channel.exchange('inside', 'fanout', { internal: true });
    await channel.queue('q');
    await channel.bind('q', 'inside');
    await channel.bindExchange('inside', 'amq.fanout');
    expect(await routed('amq.fanout', '')).toBe(true);
    channel.publish('inside', '');
    await channel.closed('ACCESS_REFUSED', `cannot publish to internal exchange 'inside' in vhost '/'`);
  });
});

describe('an auto-delete exchange', () => {
  const isGone = async (exchange: string): Promise<boolean> => {
    channel.sendExchange(exchange, 'direct', { passive: true });
    const answer = await channel.client.nextOf(1, ['exchange.declare-ok', 'channel.close']);
    if (answer.name === 'exchange.declare-ok') return false;
    channel.send('channel.close-ok', {});
    await channel.open();
    return true;
  };

  it('goes with its last binding as source, by unbind', async () => {
    await channel.exchange('x', 'direct', { autoDelete: true });
    await channel.queue('q');
    await channel.bind('q', 'x', 'one');
    await channel.bind('q', 'x', 'two');
    await channel.unbind('q', 'x', 'one');
    expect(await isGone('x')).toBe(false);
    await channel.unbind('q', 'x', 'two');
    expect(await isGone('x')).toBe(true);
  });

  it('goes with its last binding as source, by the end of the queue', async () => {
    await channel.exchange('x', 'direct', { autoDelete: true });
    await channel.queue('q');
    await channel.bind('q', 'x', 'one');
    await channel.deleteQueue('q');
    expect(await isGone('x')).toBe(true);
  });

  it('goes with the exchange that it led to', async () => {
    await channel.exchange('x', 'fanout', { autoDelete: true });
    await channel.exchange('y', 'fanout');
    await channel.bindExchange('y', 'x');
    await channel.deleteExchange('y');
    expect(await isGone('x')).toBe(true);
  });

  it('stays when it loses what led to it', async () => {
    await channel.exchange('x', 'fanout', { autoDelete: true });
    await channel.bindExchange('x', 'amq.fanout');
    await channel.unbindExchange('x', 'amq.fanout');
    expect(await isGone('x')).toBe(false);
  });
});

describe('an alternate exchange', () => {
  it('gets what the first has no queue for, under the first one’s name', async () => {
    await channel.exchange('x', 'direct', {}, { 'alternate-exchange': 'rest' });
    await channel.exchange('rest', 'fanout');
    await channel.queue('known');
    await channel.queue('unknown');
    await channel.bind('known', 'x', 'known');
    await channel.bind('unknown', 'rest');
    expect(await routed('x', 'known')).toBe(true);
    expect(await routed('x', 'other')).toBe(true);
    expect(await channel.ready('known')).toBe(1);
    expect(await channel.get('unknown')).toMatchObject({ exchange: 'x', routingKey: 'other' });
  });

  it('that is missing leaves the message without a queue; a chain of them is followed', async () => {
    await channel.exchange('one', 'direct', {}, { 'alternate-exchange': 'two' });
    expect(await routed('one', 'k')).toBe(false);
    await channel.exchange('two', 'direct', {}, { 'alternate-exchange': 'three' });
    await channel.exchange('three', 'fanout');
    await channel.queue('q');
    await channel.bind('q', 'three');
    expect(await routed('one', 'k')).toBe(true);
  });
});

it('deleting an exchange removes its bindings in both directions', async () => {
  await channel.exchange('x', 'fanout');
  await channel.queue('q');
  await channel.bind('q', 'x');
  await channel.bindExchange('x', 'amq.fanout');
  await channel.deleteExchange('x');
  await channel.exchange('x', 'fanout');
  expect(await routed('amq.fanout', '')).toBe(false);
  expect(await routed('x', '')).toBe(false);
});
