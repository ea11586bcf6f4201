import { beforeEach, describe, expect, it } from 'vitest';
import type { MethodName } from '../src/spec/methods.js';
import { AmqpBench } from './support/amqp-bench.js';
import type { Plain } from './support/fields.js';
import { expectRefusal, q } from './support/refusals.js';
import type { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  channel = await bench.channel();
});

const locked =
  `cannot obtain exclusive access to locked ${q}. It could be originally declared on another connection or ` +
  'the exclusive property value does not match that of the original declaration.';

describe('a queue that is declared again', () => {
  const durable = { durable: true };
  const cases: readonly (readonly [
    string,
    Parameters<TestChannel['sendQueue']>,
    Parameters<TestChannel['sendQueue']>,
    string,
  ])[] = [
    ['durable', ['q', durable], ['q'], `inequivalent arg 'durable' for ${q}: received 'false' but current is 'true'`],
    [
      'auto-delete',
      ['q'],
      ['q', { autoDelete: true }],
      `inequivalent arg 'auto_delete' for ${q}: received 'true' but current is 'false'`,
    ],
    [
      'without an argument',
      ['q', {}, { 'x-message-ttl': 1000 }],
      ['q'],
      `inequivalent arg 'x-message-ttl' for ${q}: received none but current is the value '1000' of type 'signedint'`,
    ],
    [
      'with one more argument',
      ['q'],
      ['q', {}, { 'x-message-ttl': 1000 }],
      `inequivalent arg 'x-message-ttl' for ${q}: received the value '1000' of type 'signedint' but current is none`,
    ],
    [
      'with another value',
      ['q', {}, { 'x-message-ttl': 1000 }],
      ['q', {}, { 'x-message-ttl': 2000 }],
      `inequivalent arg 'x-message-ttl' for ${q}: received '2000' but current is '1000'`,
    ],
    [
      'as another type',
      ['q', durable],
      ['q', durable, { 'x-queue-type': 'quorum' }],
      `inequivalent arg 'x-queue-type' for ${q}: received the value 'quorum' of type 'longstr' but current is none`,
    ],
  ];
  it.each(cases)('is refused with 406: %s', async (_, first, second, text) => {
    await channel.queue(...first);
    await expectRefusal(channel, () => channel.sendQueue(...second), 'queue.declare', 'PRECONDITION_FAILED', text);
  });

  it('is refused with 405 when it was exclusive and is not now, and the other way round', async () => {
    await channel.queue('q');
    await expectRefusal(channel, () => channel.sendQueue('q', { exclusive: true }), 'queue.declare', 'RESOURCE_LOCKED', locked);
    await channel.deleteQueue('q');
    await channel.queue('q', { exclusive: true });
    await expectRefusal(channel, () => channel.sendQueue('q'), 'queue.declare', 'RESOURCE_LOCKED', locked);
  });

  it('is the same with unknown arguments, with an integer of another width, and with classic written out', async () => {
    await channel.queue('q', {}, { 'x-max-length': 7, 'x-foo': 1 });
    const wide = { type: 'int64', value: 7n } as const;
    const flags = { passive: false, durable: false, exclusive: false, autoDelete: false, nowait: false };
    channel.send('queue.declare', { queue: 'q', ...flags, arguments: [['x-max-length', wide]] });
    await channel.next('queue.declare-ok');
    await channel.queue('q', {}, { 'x-max-length': 7, 'x-queue-type': 'classic', 'x-foo': 'other' });
  });
});

describe(`an exclusive queue, to another connection`, () => {
  const cases: readonly (readonly [MethodName, (other: TestChannel) => void])[] = [
    ['queue.declare', (other) => other.sendQueue('q', { exclusive: true })],
    ['queue.declare', (other) => other.sendQueue('q', { passive: true })],
    ['basic.consume', (other) => other.sendConsume('q')],
    ['basic.get', (other) => other.send('basic.get', { queue: 'q', noAck: true })],
    [
      'queue.bind',
      (other) => other.send('queue.bind', { queue: 'q', exchange: 'amq.direct', routingKey: '', nowait: false, arguments: [] }),
    ],
    ['queue.purge', (other) => other.send('queue.purge', { queue: 'q', nowait: false })],
    ['queue.delete', (other) => other.send('queue.delete', { queue: 'q', ifUnused: false, ifEmpty: false, nowait: false })],
  ];
  it.each(cases)('is locked (405): %s', async (method, failing) => {
    await channel.queue('q', { exclusive: true });
    channel = await bench.channel();
    await expectRefusal(channel, () => failing(channel), method, 'RESOURCE_LOCKED', locked);
  });

  it('takes what is published to it', async () => {
    await channel.queue('q', { exclusive: true });
    const other = await bench.channel();
    await other.confirm();
    other.publish('', 'q', 'from elsewhere');
    await other.next('basic.ack');
    expect((await channel.get('q'))?.body.toString()).toBe('from elsewhere');
  });
});

describe('an argument of a queue that is not accepted', () => {
  const cases: readonly (readonly [string, Plain, string])[] = [
    ['x-expires', 0, `invalid arg 'x-expires' for ${q}: {value_zero,0}`],
    ['x-expires', -1, `invalid arg 'x-expires' for ${q}: {value_negative,-1}`],
    ['x-message-ttl', -1, `invalid arg 'x-message-ttl' for ${q}: {value_negative,-1}`],
    ['x-message-ttl', 'long', `invalid arg 'x-message-ttl' for ${q}: "expected integer, got longstr"`],
    ['x-max-length', -1, `invalid arg 'x-max-length' for ${q}: {value_negative,-1}`],
    ['x-max-priority', 256, `invalid arg 'x-max-priority' for ${q}: {max_value_exceeded,256}`],
    ['x-overflow', 'spill', `invalid arg 'x-overflow' for ${q}: invalid_overflow`],
    ['x-queue-type', 'zz', `invalid arg 'x-queue-type' for ${q}: "unsupported queue type 'zz'"`],
    ['x-dead-letter-exchange', 1, `invalid type 'signedint' for arg 'x-dead-letter-exchange' in ${q}`],
    ['x-dead-letter-routing-key', 'k', `invalid arg 'x-dead-letter-routing-key' for ${q}: routing_key_but_no_dlx_defined`],
    ['x-single-active-consumer', 'yes', `invalid arg 'x-single-active-consumer' for ${q}: "expected bool, got longstr"`],
    ['x-retry-backoff', 'maybe', `invalid arg 'x-retry-backoff' for ${q}: invalid_backoff`],
  ];
  it.each(cases)('is refused with 406: %s %j', async (name, value, text) => {
    await expectRefusal(
      channel,
      () => channel.sendQueue('q', {}, { [name]: value }),
      'queue.declare',
      'PRECONDITION_FAILED',
      text,
    );
  });

  it('is passed over where RabbitMQ has a meaning for it that changes nothing here', async () => {
    await channel.queue(
      'q',
      {},
      { 'x-queue-mode': 'lazy', 'x-queue-version': 2, 'x-ha-policy': 'all', 'x-queue-master-locator': 'min' },
    );
  });
});

describe('a quorum queue', () => {
  const quorum = { 'x-queue-type': 'quorum' };
  const durable = { durable: true };
  const cases: readonly (readonly [string, Parameters<TestChannel['sendQueue']>, string])[] = [
    ['is durable', ['q', {}, quorum], `invalid property 'non-durable' for ${q}`],
    ['is not exclusive', ['q', { ...durable, exclusive: true }, quorum], `invalid property 'exclusive-owner' for ${q}`],
    ['is not deleted automatically', ['q', { ...durable, autoDelete: true }, quorum], `invalid property 'auto-delete' for ${q}`],
    ['has a name', ['', durable, quorum], 'Cannot declare a server-named queue for type rabbit_quorum_queue'],
    [
      'has no x-max-priority',
      ['q', durable, { ...quorum, 'x-max-priority': 5 }],
      `invalid arg 'x-max-priority' for ${q} of queue type rabbit_quorum_queue`,
    ],
    [
      'has no x-queue-mode',
      ['q', durable, { ...quorum, 'x-queue-mode': 'lazy' }],
      `invalid arg 'x-queue-mode' for ${q} of queue type rabbit_quorum_queue`,
    ],
  ];
  it.each(cases)('%s', async (_, declaration, text) => {
    await expectRefusal(channel, () => channel.sendQueue(...declaration), 'queue.declare', 'PRECONDITION_FAILED', text);
  });
});
