import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:tls';
import { encodeTable } from '@howdah/core';
import { CertificateAuthority } from '@howdah/testing';
import { ManualClock } from '@howdah/storage-conformance';
import { describe, expect, it } from 'vitest';
import { encodeMethod } from '../src/codec/method-codec.js';
import { olderProtocolHeader, protocolHeader, replyCodes } from '../src/spec/constants.js';
import { AmqpBench } from './support/amqp-bench.js';
import { plain, table } from './support/fields.js';
import { RawClient } from './support/raw-client.js';

const capable = table({ capabilities: { authentication_failure_close: true } });

/** A field table without its length in front. */
const amqplain = (login: string, password: string): Buffer =>
  encodeTable(table({ LOGIN: login, PASSWORD: password })).subarray(4);

/** Of this machine, and not its loopback: whoever connects to it comes from there. */
function anotherAddress(): string {
  const found = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outward = found.find(({ internal, family }) => !internal && family === 'IPv4');
  if (outward === undefined) throw new Error('this test needs a network interface besides the loopback');
  return outward.address;
}

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

describe('a login', () => {
  it('by AMQPLAIN', async () => {
    const bench = await AmqpBench.start();
    await bench.open({ mechanism: 'AMQPLAIN', response: amqplain('guest', 'guest') });
  });

  it('by PLAIN, whoever is named before the user', async () => {
    const bench = await AmqpBench.start();
    await bench.open({ response: Buffer.from('somebody\0guest\0guest') });
  });

  for (const [mechanism, response] of [
    ['PLAIN', Buffer.from('guest')],
    ['AMQPLAIN', Buffer.from('guest')],
    ['AMQPLAIN', encodeTable(table({ LOGIN: 'guest' })).subarray(4)],
  ] as const) {
    it(`ends with 502 when its response cannot be read: ${mechanism} ${response.toString('hex')}`, async () => {
      const bench = await AmqpBench.start();
      const client = await bench.socket();
      await client.authenticate({ mechanism, response });
      expect((await client.next(0, 'connection.close')).replyCode).toBe(502);
    });
  }

  const wrong = [
    ['an unknown user', { user: 'nobody', password: 'x' }, 'PLAIN'],
    ['a wrong password', { user: 'guest', password: 'x' }, 'PLAIN'],
    ['a wrong password by AMQPLAIN', { mechanism: 'AMQPLAIN', response: amqplain('guest', 'x') }, 'AMQPLAIN'],
  ] as const;
  it.each(wrong)('is refused in words that do not tell why: %s', async (_, settings, mechanism) => {
    const bench = await AmqpBench.start();
    const client = await bench.socket();
    await client.authenticate({ ...settings, clientProperties: capable });
    expect(await client.next(0, 'connection.close')).toMatchObject({
      replyCode: 403,
      replyText:
        `ACCESS_REFUSED - Login was refused using authentication mechanism ${mechanism}. ` +
        'For details see the broker logfile.',
      classId: 0,
      methodId: 0,
    });
    client.send(0, 'connection.close-ok', {});
    await client.closed();
  });

  it('is refused without a frame, and slowly, where the client did not say that it understands one', async () => {
    const clock = new ManualClock();
    const bench = await AmqpBench.start({}, { clock });
    const client = await bench.socket();
    await client.authenticate({ password: 'wrong' });
    await bench.untilLogged(/a login was refused/);
    clock.advance(2_999);
    expect(client.isClosed).toBe(false);
    clock.advance(1);
    await client.closed();
    expect(client.count(0, 'connection.close')).toBe(0);
  });

  it('from another machine is refused to a user who may come from this one only', async () => {
    const address = anotherAddress();
    const bench = await AmqpBench.start({}, { host: address });
    const client = await RawClient.socket(bench.port, true, address);
    await client.authenticate({ clientProperties: capable });
    expect((await client.next(0, 'connection.close')).replyCode).toBe(403);
    await bench.user('remote', { configure: '.*' });
    const remote = await RawClient.socket(bench.port, true, address);
    await remote.enter(bench.loginOf('remote'));
  });
});

describe('a client with a certificate', () => {
  const authority = new CertificateAuthority();
  const start = (): Promise<AmqpBench> => AmqpBench.start({}, { tls: { ...authority.issue(), ca: authority.cert } });

  async function connectTls(bench: AmqpBench, name: string | null): Promise<RawClient> {
    const certificate = name === null ? {} : authority.issue([['CN', name]]);
    const socket = connect({ host: '127.0.0.1', port: bench.port, ca: authority.cert, ...certificate });
    await once(socket, 'secureConnect');
    return RawClient.over(socket);
  }

  it('logs in as whom it names (EXTERNAL)', async () => {
    const bench = await start();
    await bench.user('orders', { configure: '.*' });
    const client = await connectTls(bench, 'orders');
    await client.enter({ mechanism: 'EXTERNAL', response: Buffer.alloc(0) });
    const [listed] = await bench.broker.connections.list(bench.session);
    expect(listed).toMatchObject({ user: 'orders', details: { mechanism: 'EXTERNAL' } });
  });

  it('that names nobody known is refused', async () => {
    const client = await connectTls(await start(), 'stranger');
    await client.authenticate({ mechanism: 'EXTERNAL', response: Buffer.alloc(0), clientProperties: capable });
    expect((await client.next(0, 'connection.close')).replyCode).toBe(403);
  });

  it('may still use a password, and without one there is no EXTERNAL', async () => {
    const bench = await start();
    const certified = await connectTls(bench, 'stranger');
    expect((await certified.login()).mechanisms.toString()).toContain('EXTERNAL');
    const client = await connectTls(bench, null);
    const { mechanisms } = await client.authenticate({ mechanism: 'EXTERNAL', response: Buffer.alloc(0) });
    expect(mechanisms.toString()).not.toContain('EXTERNAL');
    expect((await client.next(0, 'connection.close')).replyText).toMatch(/unknown authentication mechanism 'EXTERNAL'/);
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
