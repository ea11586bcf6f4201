import { encodeTable, Properties, type FieldTable, type FieldValue } from '@howdah/core';
import { encodeMethod, type Sent } from '../../src/codec/method-codec.js';
import { frameType } from '../../src/spec/constants.js';
import type { FieldKind, FieldKinds } from '../../src/spec/method-definition.js';
import { methods, type MethodName } from '../../src/spec/methods.js';
import type { Random } from './random.js';

export function frameOf(type: number, channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head[0] = type;
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([0xce])]);
}

const texts = [
  ...[
    'fixture',
    'fixture.topic',
    'fixture.headers',
    'fixture.2',
    'amq.direct',
    'amq.topic',
    'amq.headers',
    'amq.fanout',
    'amq.howdah',
  ],
  ...[
    '',
    'a.b',
    'a.*',
    '#',
    'reader',
    'settle',
    'amq.rabbitmq.reply-to',
    'amq.gen-x',
    'direct',
    'topic',
    'headers',
    'x-delayed-message',
  ],
  ...['ä\0', '\r\n', 'x'.repeat(255), '*.'.repeat(100), '#.'.repeat(120)],
];
const numbers = [0, 1, 2, 3, 5, 100, 255, 256, 65_535];
const largeNumbers = [...numbers, 65_536, 2 ** 31, 2 ** 32 - 1];
const argumentNames = [
  ...['x-match', 'x-message-ttl', 'x-expires', 'x-max-length', 'x-max-length-bytes', 'x-overflow', 'x-dead-letter-exchange'],
  ...[
    'x-dead-letter-routing-key',
    'x-max-priority',
    'x-queue-type',
    'x-priority',
    'x-single-active-consumer',
    'x-delay',
    'x-delayed-type',
  ],
  ...['alternate-exchange', 'CC', 'BCC', 'x-death', 'x-delivery-limit', 'x-consumer-timeout', 'capabilities', 'a', ''],
];

function anyValue(random: Random, depth: number): FieldValue {
  const value = random.pick(largeNumbers);
  switch (random.below(depth > 3 ? 8 : 10)) {
    case 0:
      return { type: 'boolean', value: random.chance(0.5) };
    case 1:
      return { type: random.pick(['int64', 'timestamp'] as const), value: BigInt(value) };
    case 2:
      return { type: 'int32', value: value | 0 };
    case 3:
      return { type: 'uint8', value: value & 255 };
    case 4:
      return { type: 'double', value: value / 3 };
    case 5:
      return { type: 'decimal', scale: value & 255, value };
    case 6:
      return { type: 'void' };
    case 7:
      return { type: random.pick(['string', 'bytes'] as const), value: Buffer.from(random.pick(texts)) };
    case 8:
      return { type: 'array', value: Array.from({ length: random.below(4) }, () => anyValue(random, depth + 1)) };
    default:
      return { type: 'table', value: anyTable(random, depth + 1) };
  }
}

function anyTable(random: Random, depth = 0): FieldTable {
  return Array.from({ length: random.below(4) }, () => [random.pick(argumentNames), anyValue(random, depth)]);
}

const values: Readonly<Record<FieldKind, (random: Random) => unknown>> = {
  bit: (random) => random.chance(0.25),
  octet: (random) => random.below(256),
  short: (random) => random.pick(numbers),
  long: (random) => random.pick(largeNumbers),
  longlong: (random) => random.pick([...largeNumbers, 2 ** 53]),
  shortstr: (random) => random.pick(texts),
  longstr: (random) => Buffer.from(random.pick(texts)),
  table: (random) => anyTable(random),
};

const all = Object.keys(methods) as MethodName[];
/** What a client may say on an open channel. */
const clients = all.filter(
  (name) => /^(exchange|queue|basic|confirm|tx)\./.test(name) && !/-ok$|-empty$|return$|deliver$|publish$/.test(name),
);

/** Mostly one that a client may send on an open channel. */
export function anyMethodFrame(random: Random, channel: number): Buffer {
  const name = random.pick(random.chance(0.95) ? clients : all);
  const fields = Object.entries(methods[name].fields as FieldKinds).map(([field, kind]) => [field, values[kind](random)]);
  return frameOf(frameType.method, channel, encodeMethod(name, Object.fromEntries(fields) as Sent<typeof name>));
}

/** A whole message: method, header, bodies. */
export function anyPublish(random: Random, channel: number): Buffer[] {
  const body = random.bytes(random.pick([0, 1, 100, 3_000]));
  const [exchange, routingKey] = [random.pick(texts), random.pick(texts)];
  const publish = { exchange, routingKey, mandatory: random.chance(0.5), immediate: random.chance(0.02) };
  const parts = body.length === 0 ? [] : [body.subarray(0, body.length >> 1), body.subarray(body.length >> 1)];
  return [
    frameOf(frameType.method, channel, encodeMethod('basic.publish', publish)),
    frameOf(frameType.header, channel, Buffer.concat([contentHeader(body.length), anyProperties(random)])),
    ...parts.map((part) => frameOf(frameType.body, channel, part)),
  ];
}

export function contentHeader(bodyBytes: number): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(60);
  head.writeBigUInt64BE(BigInt(bodyBytes), 4);
  return head;
}

/** Mostly those that can be read. */
export function anyProperties(random: Random): Buffer {
  if (random.chance(0.1)) return random.bytes(2 + random.below(40));
  const text = (): string => random.pick(texts);
  const { encoded } = Properties.from({
    ...(random.chance(0.5) ? { headers: anyTable(random) } : {}),
    ...(random.chance(0.5) ? { deliveryMode: random.below(4), priority: random.below(256) } : {}),
    ...(random.chance(0.3) ? { expiration: random.pick(['0', '1', '60000', '-1', 'x', '99999999999999']) } : {}),
    ...(random.chance(0.3) ? { replyTo: text(), correlationId: text() } : {}),
    ...(random.chance(0.1) ? { userId: random.pick(['guest', 'nobody']) } : {}),
  });
  return encoded;
}

/** A table's length in front, and behind it whatever comes. */
export const anyTableBytes = (random: Random): Buffer =>
  random.chance(0.5) ? encodeTable(anyTable(random)) : Buffer.concat([Buffer.from([0, 0, 0, 20]), random.bytes(20)]);
