import { beforeEach, describe, expect, it } from 'vitest';
import { Properties } from '@howdah/core';
import { AmqpBench } from './support/amqp-bench.js';
import { plain, table } from './support/fields.js';
import type { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
  await channel.queue('q');
});

describe('a mandatory message', () => {
  it('that no queue wants comes back whole, before its confirm', async () => {
    await channel.confirm();
    channel.publish('amq.direct', 'nowhere', 'body', { mandatory: true, messageId: 'm', headers: table({ a: 1 }) });
    expect(await channel.next('basic.return')).toMatchObject({
      ...{ replyCode: 312, replyText: 'NO_ROUTE', exchange: 'amq.direct', routingKey: 'nowhere' },
      body: Buffer.from('body'),
      properties: { messageId: 'm', headers: table({ a: 1 }) },
    });
    expect(await channel.next('basic.ack')).toMatchObject({ deliveryTag: 1 });
  });

  it('comes back before the confirms of what was published behind it', async () => {
    await channel.confirm();
    for (let n = 1; n <= 10; n++) channel.publish('', n % 2 === 0 ? 'nowhere' : 'q', String(n), { mandatory: true });
    const returned: string[] = [];
    for (let confirmed = 0; confirmed < 10;) {
      const answer = await channel.client.nextOf(1, ['basic.return', 'basic.ack']);
      if (answer.name === 'basic.return') returned.push(answer.body.toString());
      else confirmed = answer.deliveryTag;
      for (let n = 2; n <= confirmed; n += 2) expect(returned).toContain(String(n));
    }
    expect(returned).toEqual(['2', '4', '6', '8', '10']);
  });

  it('that a full queue drops does not come back', async () => {
    await channel.queue('none', {}, { 'x-max-length': 0 });
    await channel.confirm();
    channel.publish('', 'none', 'x', { mandatory: true });
    await channel.next('basic.ack');
  });
});

describe('a body', () => {
  it('may be empty, as it is published, delivered, got and returned', async () => {
    channel.publish('', 'q', '');
    channel.publish('', 'q', '');
    channel.publish('', 'nowhere', '', { mandatory: true });
    expect((await channel.take('basic.return')).body.length).toBe(0);
    await channel.untilReady('q', 2);
    expect((await channel.get('q', true))?.body.length).toBe(0);
    await channel.consume('q', { noAck: true });
    expect((await channel.delivery()).body.length).toBe(0);
  });

  it('is cut anew into frames of the size that each client agreed to', async () => {
    const body = Buffer.alloc(100_000, 'abcdefg');
    channel.publish('', 'q', body);
    const small = await bench.channel({ frameMax: 4_096 });
    small.client.largestFrame = 0;
    expect((await small.got('q')).body).toEqual(body);
    expect(small.client.largestFrame).toBe(4_096);
  });

  it('may come in frames of any size', async () => {
    const { client } = channel;
    client.send(1, 'basic.publish', { exchange: '', routingKey: 'q', mandatory: false, immediate: false });
    client.header(1, 5, Properties.empty.encoded);
    for (const part of ['h', 'el', '', 'lo']) client.frame(3, 1, Buffer.from(part));
    expect((await channel.got('q')).body.toString()).toBe('hello');
  });

  it('may have frames of other channels and heartbeats between its own', async () => {
    const { client } = channel;
    await client.channel(2);
    client.send(1, 'basic.publish', { exchange: '', routingKey: 'q', mandatory: false, immediate: false });
    client.publish(2, '', 'q', 'other');
    client.header(1, 2, Properties.empty.encoded);
    client.frame(8, 0, Buffer.alloc(0));
    client.frame(3, 1, Buffer.from('o'));
    client.publish(2, '', 'q', 'another');
    client.frame(3, 1, Buffer.from('k'));
    await channel.untilReady('q', 3);
    const bodies = [await channel.get('q'), await channel.get('q'), await channel.get('q')].map((got) => got?.body.toString());
    expect(bodies).toEqual(['other', 'another', 'ok']);
  });
});

describe('properties', () => {
  it('come back as they were sent, each with its type', async () => {
    const { client } = channel;
    const headers = table({
      text: 'ü',
      whole: 7,
      large: 2 ** 40,
      broken: 1.5,
      yes: true,
      none: null,
      list: ['a', 1],
      inner: { b: 2 },
    });
    const properties = Properties.from({
      ...{ contentType: 'a/b', contentEncoding: 'gzip', headers, deliveryMode: 2, priority: 9, correlationId: 'c' },
      ...{ replyTo: 'r', expiration: '60000', messageId: 'm', timestamp: 1_700_000_000, type: 't', userId: 'guest' },
      ...{ appId: 'app', clusterId: 'cluster' },
    });
    client.send(1, 'basic.publish', { exchange: '', routingKey: 'q', mandatory: false, immediate: false });
    client.header(1, 0, properties.encoded);
    expect((await channel.got('q')).properties).toEqual(properties.fields());
  });

  it('that cannot be read end the connection with 502', async () => {
    const { client } = channel;
    client.send(1, 'basic.publish', { exchange: '', routingKey: 'q', mandatory: false, immediate: false });
    // Flags announce headers, and none follow.
    client.header(1, 0, Buffer.from([0x20, 0]));
    expect(await client.next(0, 'connection.close')).toMatchObject({ replyCode: 502, classId: 60, methodId: 40 });
  });
});

describe('CC and BCC', () => {
  it('are more routing keys, of which only CC is seen', async () => {
    for (const name of ['cc', 'bcc']) await channel.queue(name);
    const headers = table({ CC: ['cc', 'q'], BCC: ['bcc'] });
    channel.publish('', 'q', 'x', { headers });
    for (const name of ['q', 'cc', 'bcc']) {
      const got = await channel.got(name, true);
      expect(plain(got.properties.headers)).toEqual({ CC: ['cc', 'q'] });
      expect(got.routingKey).toBe('q');
      expect(await channel.ready(name)).toBe(0);
    }
  });

  it('pass over elements that are no text', async () => {
    channel.publish('', 'nowhere', 'x', { headers: table({ CC: [5, 'q', true] }) });
    await channel.got('q');
  });

  it.each(['CC', 'BCC'])('are arrays, or the channel is closed: %s', async (name) => {
    channel.publish('', 'q', 'x', { headers: table({ [name]: 'q' }) });
    await channel.closed('PRECONDITION_FAILED', `invalid message: {unacceptable_type_in_header,"${name}",longstr}`);
  });
});

describe('a message that may not be published closes the channel', () => {
  it.each([
    ['abc', `invalid expiration 'abc': no_integer`],
    ['-1', `invalid expiration '-1': {value_negative,-1}`],
    ['1.5', `invalid expiration '1.5': {leftover_string,".5"}`],
    ['315360000001', `invalid expiration '315360000001': {value_too_large,315360000001}`],
  ])('expiration %s', async (expiration, text) => {
    channel.publish('', 'q', 'x', { expiration });
    const close = await channel.closed('PRECONDITION_FAILED', text);
    expect([close.classId, close.methodId]).toEqual([60, 40]);
  });

  it('a user id that is not the login', async () => {
    channel.publish('', 'q', 'x', { userId: 'guest' });
    channel.publish('', 'q', 'x', { userId: 'bob' });
    await channel.closed('PRECONDITION_FAILED', `user_id property set to 'bob' but authenticated user was 'guest'`);
    await channel.open();
    expect(await channel.ready('q')).toBe(1);
  });

  it('an exchange that is not there', async () => {
    await channel.confirm();
    channel.publish('', 'q', 'before');
    channel.publish('x', 'k');
    channel.publish('', 'q', 'behind');
    await channel.closed('NOT_FOUND', `no exchange 'x' in vhost '/'`);
    await channel.open();
    expect(await channel.ready('q')).toBe(1);
  });

  it('a body that is larger than allowed', async () => {
    const strict = await AmqpBench.start({ maxBodyBytes: 10 });
    const other = await strict.channel();
    await other.queue('q');
    other.publish('', 'q', 'just right');
    other.publish('', 'q', 'a bit large');
    await other.closed('PRECONDITION_FAILED', 'message size 11 is larger than configured max size 10');
    await other.open();
    expect(await other.ready('q')).toBe(1);
  });
});

describe('messages of one channel', () => {
  it('stay in their order in each queue, whatever they are', async () => {
    await channel.queue('durable', { durable: true });
    for (const name of ['q', 'durable']) await channel.bind(name, 'amq.fanout');
    const bodies = Array.from({ length: 2_000 }, (_, n) => String(n));
    for (const [n, body] of bodies.entries()) channel.publish('amq.fanout', '', body, { deliveryMode: n % 3 === 0 ? 2 : 1 });
    const consumer = await bench.channel();
    await consumer.consume('q', { tag: 'q', noAck: true });
    expect(await consumer.bodies(2_000)).toEqual(bodies);
    await consumer.cancel('q');
    await consumer.consume('durable', { noAck: true });
    expect(await consumer.bodies(2_000)).toEqual(bodies);
  });

  it('that come in a burst without confirms all arrive, from the empty to the large', async () => {
    const sizes = Array.from({ length: 1_000 }, (_, n) => (n % 100 === 0 ? 300_000 : n));
    const consumer = await bench.channel();
    await consumer.consume('q', { noAck: true });
    for (const size of sizes) channel.publish('', 'q', Buffer.alloc(size));
    const arrived = (await consumer.deliveries(sizes.length)).map(({ body }) => body.length);
    expect(arrived).toEqual(sizes);
  });
});
