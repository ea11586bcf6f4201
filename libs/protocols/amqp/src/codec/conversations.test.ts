import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Properties } from '@howdah/core';
import { readConversations, type Side } from '../../test/support/conversation.js';
import { frameType, protocolHeader } from '../spec/constants.js';
import { FrameReader } from './frame-reader.js';
import { decodeMethod, encodeMethod } from './method-codec.js';

/** Conversations of real clients with our listener: test/fixtures/README.md. */
const conversationsOf = (client: string) =>
  readConversations(readFileSync(join(import.meta.dirname, `../../test/fixtures/${client}.txt`), 'utf8'));

const opening = 'connection.start-ok connection.tune-ok connection.open channel.open';
const opened = 'connection.start connection.tune connection.open-ok channel.open-ok';
const closing = 'channel.close connection.close';
const closed = 'channel.close-ok connection.close-ok';
const tool = (said: string, answered: string) => [`${opening} ${said} ${closing}`, `${opened} ${answered} ${closed}`] as const;

/** What test/programs/clients and the commands of test/programs/record-conversations.ts make the clients say, and our answers. */
const expected: readonly (readonly [client: string, conversations: readonly (readonly [client: string, server: string])[]])[] = [
  [
    'amqplib',
    [
      [
        `${opening} confirm.select exchange.declare exchange.declare exchange.bind queue.declare queue.bind basic.qos
       basic.publish basic.publish basic.publish basic.get basic.nack basic.consume basic.ack basic.ack basic.cancel basic.get
       basic.recover queue.unbind exchange.unbind queue.purge queue.delete exchange.delete channel.close
       connection.update-secret connection.close`,
        `${opened} confirm.select-ok exchange.declare-ok exchange.declare-ok exchange.bind-ok queue.declare-ok queue.bind-ok
       basic.qos-ok basic.ack basic.return basic.ack basic.get-ok basic.consume-ok basic.deliver basic.deliver basic.cancel-ok
       basic.get-empty basic.recover-ok queue.unbind-ok exchange.unbind-ok queue.purge-ok queue.delete-ok exchange.delete-ok
       channel.close-ok connection.update-secret-ok connection.close-ok`,
      ],
    ],
  ],
  [
    'pika',
    [
      [
        `${opening} exchange.declare queue.declare queue.bind confirm.select basic.publish basic.qos basic.consume basic.reject
       basic.cancel basic.reject basic.get basic.ack queue.unbind queue.purge exchange.delete channel.close
       channel.open tx.select queue.declare tx.commit tx.rollback ${closing}`,
        `${opened} exchange.declare-ok queue.declare-ok queue.bind-ok confirm.select-ok basic.ack basic.qos-ok basic.consume-ok
       basic.deliver basic.deliver basic.cancel-ok basic.get-ok queue.unbind-ok queue.purge-ok exchange.delete-ok
       channel.close-ok channel.open-ok tx.select-ok queue.declare-ok tx.commit-ok tx.rollback-ok ${closed}`,
      ],
    ],
  ],
  [
    'py-amqp',
    [
      [
        `${opening} exchange.declare queue.declare queue.bind confirm.select basic.publish basic.qos basic.get basic.ack
       channel.flow queue.unbind queue.delete exchange.delete connection.close`,
        `${opened} exchange.declare-ok queue.declare-ok queue.bind-ok confirm.select-ok basic.ack basic.qos-ok basic.get-ok
       channel.flow-ok queue.unbind-ok queue.delete-ok exchange.delete-ok connection.close-ok`,
      ],
    ],
  ],
  [
    'amqp-tools',
    [
      tool('queue.declare', 'queue.declare-ok'),
      tool('basic.publish', ''),
      tool('basic.publish', ''),
      tool('basic.get', 'basic.get-ok'),
      tool('basic.qos basic.consume basic.ack', 'basic.qos-ok basic.consume-ok basic.deliver'),
      tool('queue.delete', 'queue.delete-ok'),
    ],
  ],
];

interface Frame {
  readonly type: number;
  readonly payload: Buffer;
}

/** All bytes of one side through the reader. */
function framesOf(conversation: ReturnType<typeof conversationsOf>[number], side: Side): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader(131_072, (type, _channel, bytes, start, end) =>
    frames.push({ type, payload: bytes.subarray(start, end) }),
  );
  const bytes = Buffer.concat(conversation.flatMap((frame) => (frame.side === side ? [frame.bytes] : [])));
  if (side === 'client') expect(bytes.subarray(0, 8)).toEqual(protocolHeader);
  reader.push(side === 'client' ? bytes.subarray(8) : bytes);
  return frames;
}

const everyFrame = expected.flatMap(([client]) =>
  conversationsOf(client).flatMap((conversation) => [...framesOf(conversation, 'client'), ...framesOf(conversation, 'server')]),
);
const payloadsOf = (type: number): Buffer[] => everyFrame.flatMap((frame) => (frame.type === type ? [frame.payload] : []));
const decoded = (payload: Buffer) => decodeMethod(payload, 0, payload.length);

describe('what clients really send', () => {
  it.each(expected)('is read as the methods that %s was asked for, and so are the answers', (client, conversations) => {
    const read = conversationsOf(client).map((conversation) =>
      (['client', 'server'] as const).map((side) =>
        framesOf(conversation, side)
          .filter(({ type }) => type === frameType.method)
          .map(({ payload }) => decoded(payload).name),
      ),
    );
    expect(read).toEqual(conversations.map((sides) => sides.map((names) => names.split(/\s+/).filter(Boolean))));
  });

  it('is what our encoder writes for the same methods', () => {
    const payloads = payloadsOf(frameType.method);
    expect(payloads.length).toBeGreaterThan(150);
    for (const payload of payloads) {
      const method = decoded(payload);
      expect(encodeMethod(method.name, method), method.name).toEqual(payload);
    }
  });

  it('has the properties that our encoder writes for the same values', () => {
    const lists = payloadsOf(frameType.header).map((payload) => payload.subarray(12));
    expect(lists.length).toBeGreaterThan(10);
    for (const list of lists) {
      const properties = Properties.fromEncoded(list);
      properties.validate();
      expect(Properties.from(properties.fields()).encoded).toEqual(withoutL(list));
    }
  });

  /** py-amqp alone writes integers of type L; they are read as what everybody else calls l. */
  const withoutL = (list: Buffer): Buffer => Buffer.from(list.toString('latin1').replace('\x05largeL', '\x05largel'), 'latin1');

  it('keeps the types that amqplib gave to headers', () => {
    const [first] = payloadsOf(frameType.header);
    const { headers = [], ...others } = Properties.fromEncoded(first!.subarray(12)).fields();
    expect(Object.fromEntries(headers.map(([name, { type }]) => [name, type]))).toEqual({
      ...{ text: 'string', yes: 'boolean', none: 'void', bytes: 'bytes', when: 'timestamp', price: 'decimal' },
      ...{ byte: 'int8', short: 'int16', int: 'int32', long: 'int64', double: 'double' },
    });
    expect(others).toEqual({
      ...{ contentType: 'text/plain', contentEncoding: 'utf-8', deliveryMode: 2, priority: 3, expiration: '60000' },
      ...{
        correlationId: 'c1',
        replyTo: 'r1',
        messageId: 'm1',
        timestamp: 1_700_000_000,
        type: 't1',
        userId: 'guest',
        appId: 'app',
      },
    });
  });

  it('comes in frames as small as tuned, and so do the answers', () => {
    const [conversation] = conversationsOf('pika');
    for (const side of ['client', 'server'] as const) {
      const bodies = framesOf(conversation!, side).filter(({ type }) => type === frameType.body);
      expect(bodies.slice(0, 2).map(({ payload }) => payload.length)).toEqual([4_088, 912]);
    }
  });
});
