import { beforeEach, describe, expect, it } from 'vitest';
import { Properties } from '@howdah/core';
import { AmqpBench } from './support/amqp-bench.js';
import { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
});

describe('a channel', () => {
  it('may have any number up to the limit, and take it again', async () => {
    const client = await bench.open({ channelMax: 500 });
    for (const number of [500, 1, 77, 77, 500]) {
      const one = new TestChannel(client, number);
      await one.open();
      await one.close();
    }
  });

  it('is opened and closed thousands of times', async () => {
    const others = Array.from({ length: 8 }, (_, index) => new TestChannel(channel.client, index + 2));
    await Promise.all(
      others.map(async (one) => {
        for (let round = 0; round < 250; round++) {
          await one.open();
          await one.close();
        }
      }),
    );
  });

  it('that is not open ends the connection, at the method that was sent', async () => {
    const other = new TestChannel(channel.client, 2);
    other.send('queue.purge', { queue: 'q', nowait: false });
    const close = await channel.client.next(0, 'connection.close');
    expect(close).toMatchObject({ replyCode: 504, classId: 50, methodId: 30 });
    expect(close.replyText).toBe(`CHANNEL_ERROR - expected 'channel.open'`);
  });

  it('gives back what it held before its close is answered', async () => {
    const other = new TestChannel(channel.client, 2);
    await channel.queue('q');
    await channel.fill('q', 'one', 'two', 'three');
    await other.open();
    await other.qos(2);
    await other.consume('q');
    await other.deliveries(2);
    await other.get('q');
    await other.close();
    expect(await channel.queue('q', { passive: true })).toMatchObject({ messageCount: 3, consumerCount: 0 });
    const again = [await channel.get('q'), await channel.get('q'), await channel.get('q')];
    expect(again.map((got) => got?.body.toString())).toEqual(['one', 'two', 'three']);
  });

  it('gives back what it held before it is told that it is closed', async () => {
    const other = new TestChannel(channel.client, 2);
    await channel.queue('q');
    await channel.fill('q', 'one', 'two');
    await other.open();
    await other.consume('q');
    await other.deliveries(2);
    other.ack(99);
    await other.closed('PRECONDITION_FAILED', 'unknown delivery tag 99');
    expect(await channel.queue('q', { passive: true })).toMatchObject({ messageCount: 2, consumerCount: 0 });
  });
});

describe('after an error on a channel', () => {
  it('everything is passed over until the client has understood, also a message in the middle', async () => {
    await channel.queue('q');
    const { client } = channel;
    channel.sendQueue('nope', { passive: true });
    channel.publish('', 'q', 'late');
    channel.sendQueue('late');
    client.send(1, 'basic.publish', { exchange: '', routingKey: 'q', mandatory: false, immediate: false });
    client.header(1, 4, Properties.empty.encoded);
    const close = await channel.take('channel.close');
    expect(close.replyCode).toBe(404);
    client.frame(3, 1, Buffer.from('late'));
    channel.publish('', 'q', 'later');
    channel.send('channel.close-ok', {});
    await channel.open();
    expect(await channel.ready('q')).toBe(0);
    channel.sendQueue('late', { passive: true });
    await channel.closed('NOT_FOUND', `no queue 'late' in vhost '/'`);
  });

  it('a close by the client that crosses is answered', async () => {
    channel.sendQueue('nope', { passive: true });
    channel.send('channel.close', { replyCode: 200, replyText: 'bye', classId: 0, methodId: 0 });
    await channel.next('channel.close');
    await channel.next('channel.close-ok');
    channel.send('channel.close-ok', {});
    await channel.open();
    await channel.settled();
  });

  it('the number may be taken again together with the close-ok', async () => {
    channel.sendQueue('nope', { passive: true });
    await channel.take('channel.close');
    channel.send('channel.close-ok', {});
    channel.send('channel.open', {});
    channel.sendQueue('q');
    await channel.next('channel.open-ok');
    await channel.next('queue.declare-ok');
  });

  it('other channels and their confirms go on', async () => {
    const other = new TestChannel(channel.client, 2);
    await other.open();
    await other.confirm();
    channel.sendQueue('nope', { passive: true });
    other.publish('', 'nowhere');
    await other.next('basic.ack');
    await channel.closed('NOT_FOUND', `no queue 'nope' in vhost '/'`);
  });

  it('reply texts are cut to 255 bytes between characters', async () => {
    const name = 'ü'.repeat(127);
    channel.sendQueue(name, { passive: true });
    const { replyText } = await channel.closed('NOT_FOUND', /^NOT_FOUND - no queue 'üüü/);
    expect(Buffer.byteLength(replyText)).toBeLessThanOrEqual(255);
    expect(replyText).toMatch(/ü$/);
  });
});

describe('methods that are sent without waiting', () => {
  it('are answered in their order', async () => {
    for (let n = 0; n < 50; n++) channel.sendQueue(`q${n}`);
    channel.send('basic.qos', { prefetchSize: 0, prefetchCount: 3, global: false });
    channel.send('confirm.select', { nowait: false });
    channel.sendConsume('q0', { tag: 'T' });
    channel.send('basic.get', { queue: 'q1', noAck: true });
    channel.send('basic.cancel', { consumerTag: 'T', nowait: false });
    channel.send('channel.flow', { active: true });
    for (let n = 0; n < 50; n++) expect((await channel.next('queue.declare-ok')).queue).toBe(`q${n}`);
    await channel.next('basic.qos-ok');
    await channel.next('confirm.select-ok');
    await channel.next('basic.consume-ok');
    await channel.next('basic.get-empty');
    await channel.next('basic.cancel-ok');
    await channel.next('channel.flow-ok');
  });

  it('and without wanting an answer get none, unless they fail', async () => {
    channel.sendQueue('q', { nowait: true });
    channel.sendExchange('x', 'fanout', { nowait: true });
    channel.send('queue.bind', { queue: 'q', exchange: 'x', routingKey: '', nowait: true, arguments: [] });
    channel.send('exchange.bind', { destination: 'x', source: 'amq.fanout', routingKey: '', nowait: true, arguments: [] });
    channel.send('confirm.select', { nowait: true });
    channel.publish('amq.fanout', '', 'through all of it');
    await channel.next('basic.ack');
    expect((await channel.get('q', true))?.body.toString()).toBe('through all of it');
    channel.send('exchange.unbind', { destination: 'x', source: 'amq.fanout', routingKey: '', nowait: true, arguments: [] });
    channel.send('queue.purge', { queue: 'q', nowait: true });
    channel.send('basic.consume', {
      ...{ queue: 'q', consumerTag: 'T', noLocal: false, noAck: true, exclusive: false, nowait: true, arguments: [] },
    });
    channel.publish('', 'q', 'to the consumer');
    expect((await channel.delivery()).consumerTag).toBe('T');
    channel.send('basic.cancel', { consumerTag: 'T', nowait: true });
    channel.send('queue.delete', { queue: 'q', ifUnused: false, ifEmpty: false, nowait: true });
    channel.send('exchange.delete', { exchange: 'x', ifUnused: false, nowait: true });
    await channel.settled();
    channel.sendQueue('q', { passive: true, nowait: true });
    await channel.closed('NOT_FOUND', `no queue 'q' in vhost '/'`);
  });

  it('a topology change on one channel is there for what another one sends behind it', async () => {
    const other = new TestChannel(channel.client, 2);
    await other.open();
    channel.sendQueue('q');
    other.publish('', 'q', 'right behind');
    expect((await other.got('q')).body.toString()).toBe('right behind');
  });
});

describe('an empty queue name', () => {
  it('is the queue that was declared last on the channel', async () => {
    const { queue } = await channel.queue('', { exclusive: true });
    expect(queue).toMatch(/^amq\.gen-[A-Za-z0-9_-]{22}$/);
    await channel.bind('', 'amq.direct', 'k');
    channel.publish('amq.direct', 'k', 'one');
    expect((await channel.got('')).body.toString()).toBe('one');
    await channel.unbind('', 'amq.direct', 'k');
    await channel.consume('', { tag: 'T' });
    channel.publish('', queue, 'two');
    expect((await channel.delivery()).body.toString()).toBe('two');
    expect(await channel.purge('')).toBe(0);
    expect(await channel.deleteQueue('')).toBe(0);
  });

  it('together with an empty routing key also stands for the key', async () => {
    await channel.queue('q');
    await channel.bind('', 'amq.direct', '');
    channel.publish('amq.direct', 'q', 'by its name');
    expect((await channel.got('q')).body.toString()).toBe('by its name');
  });

  it('is that of a passive declare, too', async () => {
    const other = await bench.channel();
    await other.queue('q');
    await channel.queue('q', { passive: true });
    expect(await channel.get('')).toBeNull();
  });
});

it('access.request is answered with a ticket, flow with flow-ok', async () => {
  const rights = { exclusive: false, passive: true, active: true, write: true, read: true };
  const { ticket } = await channel.ask('access.request', { realm: '/data', ...rights }, 'access.request-ok');
  expect(ticket).toBe(1);
  expect((await channel.ask('channel.flow', { active: true }, 'channel.flow-ok')).active).toBe(true);
});

it('line ends are no part of a name', async () => {
  expect((await channel.queue('one\r\ntwo')).queue).toBe('onetwo');
  await channel.exchange('x\n', 'fanout');
  await channel.bind('one\ntwo', 'x\r');
  channel.publish('x', '', 'there');
  expect((await channel.got('onetwo')).body.toString()).toBe('there');
});

it('a listener that allows 65,535 channels serves the last of them', async () => {
  const wide = await AmqpBench.start({ channelMax: 65_535 });
  const client = await wide.open();
  for (let number = 1; number <= 65_535; number++) client.send(number, 'channel.open', {});
  await client.until(() => client.opened === 65_535);
  await new TestChannel(client, 65_535).queue('q');
});
