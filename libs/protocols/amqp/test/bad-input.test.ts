import { describe, expect, it } from 'vitest';
import { Properties } from '@howdah/core';
import { frameType, protocolHeader, replyCodes, type ReplyName } from '../src/spec/constants.js';
import { AmqpBench } from './support/amqp-bench.js';
import type { RawClient } from './support/raw-client.js';

/** Closes the connection with this reply; others do not notice. */
async function expectClose(bench: AmqpBench, client: RawClient, reply: ReplyName, text?: RegExp): Promise<void> {
  const close = await client.next(0, 'connection.close');
  expect(close.replyCode).toBe(replyCodes[reply]);
  expect(close.replyText).toMatch(text ?? new RegExp(`^${reply} - `));
  client.send(0, 'connection.close-ok', {});
  await client.closed();
  expect(bench.logged.some((line) => line.includes('127.0.0.1') && line.includes(reply))).toBe(true);
}

const flowOf = (active: boolean): Buffer => Buffer.from([0, 20, 0, 20, active ? 1 : 0]);

describe('what is no AMQP', () => {
  for (const [what, bytes] of [
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    ['a TLS greeting', Buffer.from('160301020001000001fc0303', 'hex')],
    ['AMQP 1.0', Buffer.from('AMQP\x00\x01\x00\x00', 'latin1')],
    ['garbage', Buffer.from([0xff, 0, 0xfe])],
  ] as const) {
    it(`is answered with our protocol header: ${what}`, async () => {
      const bench = await AmqpBench.start();
      const client = await bench.socket(false);
      client.write(bytes);
      await client.closed();
      expect(client.received).toEqual(protocolHeader);
    });
  }
});

describe('frames that break the rules', () => {
  const cases: readonly (readonly [string, ReplyName, (client: RawClient) => void])[] = [
    ['an unknown frame type', 'FRAME_ERROR', (client) => client.frame(7, 1, Buffer.alloc(0))],
    ['a wrong frame end', 'FRAME_ERROR', (client) => client.write(Buffer.from([1, 0, 1, 0, 0, 0, 5, ...flowOf(true), 0xcd]))],
    ['a huge announced length', 'FRAME_ERROR', (client) => client.write(Buffer.from([3, 0, 1, 0xff, 0xff, 0xff, 0xff]))],
    ['a heartbeat on a channel', 'UNEXPECTED_FRAME', (client) => client.frame(8, 1, Buffer.alloc(0))],
    ['a body out of place', 'UNEXPECTED_FRAME', (client) => client.frame(frameType.body, 1, Buffer.from('x'))],
    ['a header out of place', 'UNEXPECTED_FRAME', (client) => client.header(1, 1, Properties.empty.encoded)],
    [
      'a method inside a message',
      'UNEXPECTED_FRAME',
      (client) => {
        client.send(1, 'basic.publish', { exchange: '', routingKey: 'q', mandatory: false, immediate: false });
        client.frame(frameType.method, 1, flowOf(true));
      },
    ],
    [
      'a body longer than announced',
      'FRAME_ERROR',
      (client) => {
        client.send(1, 'basic.publish', { exchange: '', routingKey: 'q', mandatory: false, immediate: false });
        client.header(1, 3, Properties.empty.encoded);
        client.frame(frameType.body, 1, Buffer.from('four'));
      },
    ],
    ['an unknown method', 'NOT_IMPLEMENTED', (client) => client.frame(frameType.method, 1, Buffer.from([0, 60, 0, 99]))],
    ['a method that is cut off', 'SYNTAX_ERROR', (client) => client.frame(frameType.method, 1, Buffer.from([0, 50, 0, 10, 0]))],
    ['an empty method', 'SYNTAX_ERROR', (client) => client.frame(frameType.method, 1, Buffer.alloc(0))],
    ['a method on a closed channel', 'CHANNEL_ERROR', (client) => client.frame(frameType.method, 9, flowOf(true))],
    ['a channel opened twice', 'CHANNEL_ERROR', (client) => client.send(1, 'channel.open', {})],
    ['a channel method on channel 0', 'CHANNEL_ERROR', (client) => client.send(0, 'basic.recover', { requeue: true })],
    ['a connection method on a channel', 'COMMAND_INVALID', (client) => client.send(1, 'connection.close-ok', {})],
    ['a method that only servers send', 'COMMAND_INVALID', (client) => client.send(1, 'channel.open-ok', {})],
    ['a handshake that is over', 'CHANNEL_ERROR', (client) => client.send(0, 'connection.open', { virtualHost: '/' })],
    ['flow that is to stop', 'NOT_IMPLEMENTED', (client) => client.send(1, 'channel.flow', { active: false })],
    ['immediate delivery', 'NOT_IMPLEMENTED', (client) => client.publish(1, '', 'q', 'x', { immediate: true })],
  ];
  for (const [what, reply, send] of cases) {
    it(`close the connection with ${reply}: ${what}`, async () => {
      const bench = await AmqpBench.start();
      const other = await bench.openWithChannel();
      const client = await bench.openWithChannel();
      send(client);
      await expectClose(bench, client, reply);
      await other.ask(1, 'channel.flow', { active: true }, 'channel.flow-ok');
    });
  }
});

describe('a handshake that goes wrong', () => {
  it('ends at a mechanism that was not offered', async () => {
    const bench = await AmqpBench.start();
    const client = await bench.socket();
    client.write(protocolHeader);
    await client.next(0, 'connection.start');
    client.send(0, 'connection.start-ok', {
      clientProperties: [],
      mechanism: 'NTLM',
      response: Buffer.alloc(0),
      locale: 'en_US',
    });
    await expectClose(bench, client, 'COMMAND_INVALID', /unknown authentication mechanism 'NTLM'/);
  });

  for (const [what, tuned, text] of [
    ['frames that are too small', { frameMax: 2_000 }, /negotiated frame_max = 2000 is lower than the minimum allowed value/],
    ['frames without a limit', { frameMax: 0 }, /negotiated frame_max = 0 is/],
    [
      'more channels than offered',
      { channelMax: 65_535 },
      /negotiated channel_max = 65535 is higher than the maximum allowed value/,
    ],
  ] as const) {
    it(`ends at ${what}`, async () => {
      const bench = await AmqpBench.start();
      const client = await bench.socket();
      await client.login(tuned);
      await expectClose(bench, client, 'NOT_ALLOWED', text);
    });
  }

  it('ends at a virtual host that is not there', async () => {
    const bench = await AmqpBench.start();
    const client = await bench.socket();
    await client.login();
    client.send(0, 'connection.open', { virtualHost: 'nope' });
    await expectClose(bench, client, 'NOT_ALLOWED', /^NOT_ALLOWED - vhost nope not found/);
  });

  it('tells a wrong password to a client that can take it', async () => {
    const bench = await AmqpBench.start();
    const client = await bench.socket();
    client.write(protocolHeader);
    await client.next(0, 'connection.start');
    const yes = { type: 'boolean', value: true } as const;
    const capabilities = { type: 'table', value: [['authentication_failure_close', yes]] } as const;
    client.send(0, 'connection.start-ok', {
      ...{ clientProperties: [['capabilities', capabilities]], mechanism: 'PLAIN', locale: 'en_US' },
      response: Buffer.from('\0guest\0wrong'),
    });
    await expectClose(bench, client, 'ACCESS_REFUSED', /Login was refused using authentication mechanism PLAIN/);
  });
});

describe('limits', () => {
  it('hold for channels', async () => {
    const bench = await AmqpBench.start();
    const client = await bench.open({ channelMax: 3 });
    for (const number of [1, 2, 3]) await client.channel(number);
    client.send(4, 'channel.open', {});
    await expectClose(
      bench,
      client,
      'NOT_ALLOWED',
      /number of channels opened \(3\) has reached the negotiated channel_max \(3\)/,
    );
  });

  it('hold for bodies, and the connection goes on', async () => {
    const bench = await AmqpBench.start({ maxBodyBytes: 100 });
    const client = await bench.openWithChannel();
    client.send(1, 'basic.publish', { exchange: '', routingKey: 'q', mandatory: false, immediate: false });
    client.header(1, 101, Properties.empty.encoded);
    client.frame(frameType.body, 1, Buffer.alloc(101));
    const close = await client.next(1, 'channel.close');
    expect(close).toMatchObject({
      ...{ replyCode: 406, replyText: 'PRECONDITION_FAILED - message size 101 is larger than configured max size 100' },
      ...{ classId: 60, methodId: 40 },
    });
    client.send(1, 'channel.close-ok', {});
    await client.channel(1);
  });
});
