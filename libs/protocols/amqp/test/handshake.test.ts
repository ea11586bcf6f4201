import { ManualClock } from '@howdah/storage-conformance';
import { describe, expect, it } from 'vitest';
import { encodeMethod } from '../src/codec/method-codec.js';
import { olderProtocolHeader, protocolHeader, replyCodes } from '../src/spec/constants.js';
import { AmqpBench } from './support/amqp-bench.js';
import { plain, table } from './support/fields.js';

describe('the start', () => {
  it('says who serves, what it can do, and how to log in', async () => {
    const bench = await AmqpBench.start({ product: 'RabbitMQ', version: '3.13.7' });
    const client = await bench.socket();
    const start = await client.login();
    expect([start.versionMajor, start.versionMinor]).toEqual([0, 9]);
    expect(start.mechanisms.toString().split(' ').sort()).toEqual(['AMQPLAIN', 'PLAIN']);
    expect(start.locales.toString()).toBe('en_US');
    expect(plain(start.serverProperties)).toMatchObject({
      product: 'RabbitMQ',
      version: '3.13.7',
      platform: expect.any(String) as string,
      copyright: expect.any(String) as string,
      information: expect.any(String) as string,
      cluster_name: expect.any(String) as string,
      capabilities: {
        publisher_confirms: true,
        exchange_exchange_bindings: true,
        'basic.nack': true,
        consumer_cancel_notify: true,
        'connection.blocked': true,
        consumer_priorities: true,
        authentication_failure_close: true,
        per_consumer_qos: true,
        direct_reply_to: true,
      },
    });
  });

  it('also answers the older header of 0-9', async () => {
    const bench = await AmqpBench.start();
    const client = await bench.socket();
    client.write(olderProtocolHeader);
    expect(await client.next(0, 'connection.start')).toMatchObject({ versionMajor: 0, versionMinor: 9 });
  });

  it('is understood when every byte comes for itself', async () => {
    const bench = await AmqpBench.start();
    const client = await bench.socket();
    client.slowly = true;
    await client.enter();
    await client.channel(1);
  });

  it('may be said in one breath', async () => {
    const bench = await AmqpBench.start();
    const client = await bench.socket();
    client.socket.cork();
    client.write(protocolHeader);
    const response = Buffer.from('\0guest\0guest');
    client.send(0, 'connection.start-ok', { clientProperties: [], mechanism: 'PLAIN', response, locale: 'de_DE' });
    client.send(0, 'connection.tune-ok', { channelMax: 10, frameMax: 8_192, heartbeat: 0 });
    client.send(0, 'connection.open', { virtualHost: '/' });
    client.send(1, 'channel.open', {});
    client.send(1, 'channel.flow', { active: true });
    client.socket.uncork();
    await client.next(0, 'connection.start');
    await client.next(0, 'connection.tune');
    await client.next(0, 'connection.open-ok');
    await client.next(1, 'channel.open-ok');
    await client.next(1, 'channel.flow-ok');
  });

  it('is over before a channel is opened: nothing is kept from before the virtual host was asked for', async () => {
    const bench = await AmqpBench.start();
    const client = await bench.socket();
    client.write(protocolHeader);
    await client.next(0, 'connection.start');
    client.send(1, 'channel.open', {});
    expect(await client.next(0, 'connection.close')).toMatchObject({ replyCode: replyCodes.CHANNEL_ERROR });
  });

  it('is cut off silently when it is not over after 10 s', async () => {
    const clock = new ManualClock();
    const bench = await AmqpBench.start({}, { clock });
    const client = await bench.socket();
    client.write(protocolHeader);
    await client.next(0, 'connection.start');
    clock.advance(9_999);
    expect(client.isClosed).toBe(false);
    clock.advance(1);
    await client.closed();
  });

  it('keeps what the client says of itself for those who list connections', async () => {
    const bench = await AmqpBench.start();
    await bench.open({ clientProperties: table({ connection_name: 'orders', product: 'a client' }) });
    const [listed] = await bench.broker.connections.list(bench.session);
    expect(JSON.stringify(listed)).toContain('orders');
    expect(listed).toMatchObject({ vhost: '/', user: 'guest', details: { mechanism: 'PLAIN' } });
  });
});

describe('tuning', () => {
  it('proposes the limits, and the client has the last word below them', async () => {
    const bench = await AmqpBench.start({ channelMax: 7, frameMax: 16_384, heartbeatSeconds: 33 });
    const client = await bench.socket();
    await client.authenticate();
    expect(await client.next(0, 'connection.tune')).toMatchObject({ channelMax: 7, frameMax: 16_384, heartbeat: 33 });
    client.send(0, 'connection.tune-ok', { channelMax: 1, frameMax: 4_096, heartbeat: 0 });
    await client.ask(0, 'connection.open', { virtualHost: '/' }, 'connection.open-ok');
  });

  for (const [what, tuned, text] of [
    ['frames too small', { frameMax: 4_095 }, /negotiated frame_max = 4095 is lower than the minimum allowed value/],
    ['frames too large', { frameMax: 131_073 }, /negotiated frame_max = 131073 is higher than the maximum allowed value/],
    ['channels without a limit', { channelMax: 0 }, /negotiated channel_max = 0 is higher than the maximum allowed value/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const bench = await AmqpBench.start();
      const client = await bench.socket();
      await client.login(tuned);
      const close = await client.next(0, 'connection.close');
      expect(close).toMatchObject({ replyCode: 530, classId: 10, methodId: 31 });
      expect(close.replyText).toMatch(text);
    });
  }

  it('lets a frame be as large as was agreed, and no larger', async () => {
    const bench = await AmqpBench.start();
    const channel = await bench.channel({ frameMax: 4_096 });
    await channel.queue('q');
    // Eight octets over the strict limit: clients are known to count the payload alone.
    channel.client.frameMax = 4_104;
    channel.publish('', 'q', Buffer.alloc(4_096));
    expect((await channel.got('q')).body.length).toBe(4_096);
    channel.client.frameMax = 4_105;
    channel.publish('', 'q', Buffer.alloc(4_097));
    expect((await channel.client.take(0, 'connection.close')).replyCode).toBe(501);
  });
});

describe('opening a virtual host', () => {
  it('that the user has nothing to do with is refused with 530', async () => {
    const bench = await AmqpBench.start();
    await bench.broker.topology.createVhost(bench.session, '/x', '');
    await bench.user('u', { configure: '.*' });
    const client = await bench.socket();
    await client.login(bench.loginOf('u'));
    client.send(0, 'connection.open', { virtualHost: '/x' });
    expect(await client.next(0, 'connection.close')).toMatchObject({
      replyCode: 530,
      replyText: `NOT_ALLOWED - access to vhost '/x' refused for user 'u'`,
      classId: 10,
      methodId: 40,
    });
  });

  it('takes its name as it is', async () => {
    const bench = await AmqpBench.start();
    await bench.broker.topology.createVhost(bench.session, '%2f', '');
    await bench.open({ vhost: '%2f' });
  });

  it('before the tuning is out of order', async () => {
    const bench = await AmqpBench.start();
    const client = await bench.socket();
    client.write(protocolHeader);
    await client.next(0, 'connection.start');
    client.frame(1, 0, encodeMethod('connection.open', { virtualHost: '/' }));
    expect((await client.next(0, 'connection.close')).replyCode).toBe(503);
  });
});

describe('the connection limit', () => {
  it('keeps out who comes too much, and lets the next in when one has gone', async () => {
    const bench = await AmqpBench.start({}, { maxConnections: 2 });
    const first = await bench.open();
    await bench.open();
    const tooMany = await bench.socket();
    await tooMany.closed();
    await first.close();
    await bench.untilConnections(1);
    await bench.open();
  });
});
