import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:tls';
import { encodeTable } from '@howdah/core';
import { CertificateAuthority } from '@howdah/testing';
import { ManualClock } from '@howdah/storage-conformance';
import { describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import { table } from './support/fields.js';
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
