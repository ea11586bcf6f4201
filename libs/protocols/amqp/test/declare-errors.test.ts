import { beforeEach, describe, expect, it } from 'vitest';
import type { ReplyName } from '../src/spec/constants.js';
import { methods, type MethodName } from '../src/spec/methods.js';
import { AmqpBench } from './support/amqp-bench.js';
import type { Plain } from './support/fields.js';
import type { RawClient } from './support/raw-client.js';
import { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let client: RawClient;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  client = await bench.openWithChannel();
  channel = new TestChannel(client);
});

/** The channel is closed for what `failing` sends, and the connection goes on. */
async function expectSoft(failing: () => void, method: MethodName, reply: ReplyName, text: string): Promise<void> {
  failing();
  const close = await channel.closed(reply, text);
  expect([close.classId, close.methodId]).toEqual([methods[method].classId, methods[method].methodId]);
  await channel.open();
}

const q = `queue 'q' in vhost '/'`;
const x = `exchange 'x' in vhost '/'`;
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
    await expectSoft(() => channel.sendQueue(...second), 'queue.declare', 'PRECONDITION_FAILED', text);
  });

  it('is refused with 405 when it was exclusive and is not now, and the other way round', async () => {
    await channel.queue('q');
    await expectSoft(() => channel.sendQueue('q', { exclusive: true }), 'queue.declare', 'RESOURCE_LOCKED', locked);
    await channel.deleteQueue('q');
    await channel.queue('q', { exclusive: true });
    await expectSoft(() => channel.sendQueue('q'), 'queue.declare', 'RESOURCE_LOCKED', locked);
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
    await expectSoft(() => failing(channel), method, 'RESOURCE_LOCKED', locked);
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
    await expectSoft(() => channel.sendQueue('q', {}, { [name]: value }), 'queue.declare', 'PRECONDITION_FAILED', text);
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
    await expectSoft(() => channel.sendQueue(...declaration), 'queue.declare', 'PRECONDITION_FAILED', text);
  });
});

describe('an exchange that is declared again', () => {
  const cases: readonly (readonly [string, Parameters<TestChannel['sendExchange']>, string])[] = [
    ['as another type', ['x', 'fanout'], `inequivalent arg 'type' for ${x}: received 'fanout' but current is 'direct'`],
    [
      'durable',
      ['x', 'direct', { durable: true }],
      `inequivalent arg 'durable' for ${x}: received 'true' but current is 'false'`,
    ],
    [
      'auto-delete',
      ['x', 'direct', { autoDelete: true }],
      `inequivalent arg 'auto_delete' for ${x}: received 'true' but current is 'false'`,
    ],
    [
      'internal',
      ['x', 'direct', { internal: true }],
      `inequivalent arg 'internal' for ${x}: received 'true' but current is 'false'`,
    ],
    [
      'with an alternate',
      ['x', 'direct', {}, { 'alternate-exchange': 'a' }],
      `inequivalent arg 'alternate-exchange' for ${x}: received the value 'a' of type 'longstr' but current is none`,
    ],
  ];
  it.each(cases)('is refused with 406: %s', async (_, declaration, text) => {
    await channel.exchange('x', 'direct');
    await expectSoft(() => channel.sendExchange(...declaration), 'exchange.declare', 'PRECONDITION_FAILED', text);
  });

  it('is the same with other arguments, and passively with anything', async () => {
    await channel.exchange('x', 'direct', {}, { foo: 1 });
    await channel.exchange('x', 'direct', {}, { foo: 2 });
    await channel.exchange('x', 'fanout', { passive: true, durable: true });
  });
});

describe('what does not fit', () => {
  const bind = { routingKey: '', nowait: false, arguments: [] };
  const flags = { ifUnused: false, ifEmpty: false, nowait: false };
  const cases: readonly (readonly [string, MethodName, (failing: TestChannel) => void, ReplyName, string])[] = [
    ['a passive declare of no queue', 'queue.declare', (c) => c.sendQueue('q', { passive: true }), 'NOT_FOUND', `no ${q}`],
    [
      'a passive declare without a name',
      'queue.declare',
      (c) => c.sendQueue('', { passive: true }),
      'NOT_FOUND',
      `no queue '' in vhost '/'`,
    ],
    [
      'a passive declare of no exchange',
      'exchange.declare',
      (c) => c.sendExchange('x', 'direct', { passive: true }),
      'NOT_FOUND',
      `no ${x}`,
    ],
    [
      'a reserved queue name',
      'queue.declare',
      (c) => c.sendQueue('amq.foo'),
      'ACCESS_REFUSED',
      `queue name 'amq.foo' contains reserved prefix 'amq.*'`,
    ],
    [
      'a reserved exchange name',
      'exchange.declare',
      (c) => c.sendExchange('amq.foo', 'direct'),
      'ACCESS_REFUSED',
      `exchange name 'amq.foo' contains reserved prefix 'amq.*'`,
    ],
    [
      'an unknown exchange type',
      'exchange.declare',
      (c) => c.sendExchange('x', 'nope'),
      'PRECONDITION_FAILED',
      `unknown exchange type 'nope'`,
    ],
    [
      'an alternate exchange that is no text',
      'exchange.declare',
      (c) => c.sendExchange('x', 'direct', {}, { 'alternate-exchange': 5 }),
      'PRECONDITION_FAILED',
      `invalid type 'signedint' for arg 'alternate-exchange' in ${x}`,
    ],
    [
      'the default exchange, declared',
      'exchange.declare',
      (c) => c.sendExchange('', 'direct'),
      'ACCESS_REFUSED',
      'operation not permitted on the default exchange',
    ],
    [
      'the default exchange, declared passively',
      'exchange.declare',
      (c) => c.sendExchange('', 'direct', { passive: true }),
      'ACCESS_REFUSED',
      'operation not permitted on the default exchange',
    ],
    [
      'the default exchange, deleted',
      'exchange.delete',
      (c) => c.send('exchange.delete', { exchange: '', ifUnused: false, nowait: false }),
      'ACCESS_REFUSED',
      'operation not permitted on the default exchange',
    ],
    [
      'the default exchange, bound from',
      'queue.bind',
      (c) => c.send('queue.bind', { queue: 'own', exchange: '', ...bind }),
      'ACCESS_REFUSED',
      'operation not permitted on the default exchange',
    ],
    [
      'the default exchange, unbound from',
      'queue.unbind',
      (c) => c.send('queue.unbind', { queue: 'own', exchange: '', routingKey: 'own', arguments: [] }),
      'ACCESS_REFUSED',
      'operation not permitted on the default exchange',
    ],
    [
      'the default exchange, bound to',
      'exchange.bind',
      (c) => c.send('exchange.bind', { destination: '', source: 'amq.direct', ...bind }),
      'ACCESS_REFUSED',
      'operation not permitted on the default exchange',
    ],
    [
      'a system exchange, deleted',
      'exchange.delete',
      (c) => c.send('exchange.delete', { exchange: 'amq.direct', ifUnused: false, nowait: false }),
      'ACCESS_REFUSED',
      `deletion of system exchange 'amq.direct' in vhost '/' not allowed`,
    ],
    [
      'a binding of no queue',
      'queue.bind',
      (c) => c.send('queue.bind', { queue: 'q', exchange: 'amq.direct', ...bind }),
      'NOT_FOUND',
      `no ${q}`,
    ],
    [
      'a binding to no exchange',
      'queue.bind',
      (c) => c.send('queue.bind', { queue: 'own', exchange: 'x', ...bind }),
      'NOT_FOUND',
      `no ${x}`,
    ],
    [
      'a binding of nothing to nothing',
      'queue.bind',
      (c) => c.send('queue.bind', { queue: 'q', exchange: 'x', ...bind }),
      'NOT_FOUND',
      `no ${x}`,
    ],
    [
      'a binding of an exchange to none',
      'exchange.bind',
      (c) => c.send('exchange.bind', { destination: 'amq.direct', source: 'x', ...bind }),
      'NOT_FOUND',
      `no ${x}`,
    ],
    [
      'a binding of no exchange',
      'exchange.bind',
      (c) => c.send('exchange.bind', { destination: 'x', source: 'amq.direct', ...bind }),
      'NOT_FOUND',
      `no ${x}`,
    ],
    ['no queue to consume from', 'basic.consume', (c) => c.sendConsume('q'), 'NOT_FOUND', `no ${q}`],
    ['no queue to get from', 'basic.get', (c) => c.send('basic.get', { queue: 'q', noAck: true }), 'NOT_FOUND', `no ${q}`],
    ['no queue to purge', 'queue.purge', (c) => c.send('queue.purge', { queue: 'q', nowait: false }), 'NOT_FOUND', `no ${q}`],
    [
      'an empty name without a queue, consumed',
      'basic.consume',
      (c) => c.sendConsume(''),
      'NOT_FOUND',
      'no previously declared queue',
    ],
    [
      'an empty name without a queue, bound',
      'queue.bind',
      (c) => c.send('queue.bind', { queue: '', exchange: 'amq.direct', ...bind }),
      'NOT_FOUND',
      'no previously declared queue',
    ],
    [
      'an empty name without a queue, deleted',
      'queue.delete',
      (c) => c.send('queue.delete', { queue: '', ...flags }),
      'NOT_FOUND',
      'no previously declared queue',
    ],
    [
      'a delayed exchange without a type',
      'exchange.declare',
      (c) => c.sendExchange('x', 'x-delayed-message'),
      'PRECONDITION_FAILED',
      `Invalid argument, 'x-delayed-type' must be an existing exchange type`,
    ],
    [
      'tx after confirm',
      'tx.select',
      (c) => (c.send('confirm.select', { nowait: true }), c.send('tx.select', {})),
      'PRECONDITION_FAILED',
      'cannot switch from confirm to tx mode',
    ],
    ['commit without tx', 'tx.commit', (c) => c.send('tx.commit', {}), 'PRECONDITION_FAILED', 'channel is not transactional'],
    [
      'rollback without tx',
      'tx.rollback',
      (c) => c.send('tx.rollback', {}),
      'PRECONDITION_FAILED',
      'channel is not transactional',
    ],
    ['an unknown delivery tag, acked', 'basic.ack', (c) => c.ack(99), 'PRECONDITION_FAILED', 'unknown delivery tag 99'],
    [
      'an unknown delivery tag, acked with all before',
      'basic.ack',
      (c) => c.ack(99, true),
      'PRECONDITION_FAILED',
      'unknown delivery tag 99',
    ],
    ['an unknown delivery tag, nacked', 'basic.nack', (c) => c.nack(99), 'PRECONDITION_FAILED', 'unknown delivery tag 99'],
    [
      'an unknown delivery tag, rejected',
      'basic.reject',
      (c) => c.reject(99, true),
      'PRECONDITION_FAILED',
      'unknown delivery tag 99',
    ],
  ];
  it.each(cases)('closes the channel and not the connection: %s', async (_, method, failing, reply, text) => {
    const other = await bench.channel();
    await other.queue('own');
    await expectSoft(() => failing(channel), method, reply, text);
  });

  it('is confirm after tx', async () => {
    await channel.ask('tx.select', {}, 'tx.select-ok');
    const failing = (): void => channel.send('confirm.select', { nowait: false });
    await expectSoft(failing, 'confirm.select', 'PRECONDITION_FAILED', 'cannot switch from tx to confirm mode');
  });

  it('is a generated name that somebody else wants to give, though it may be looked at', async () => {
    const { queue } = await channel.queue('', { exclusive: true });
    await channel.queue(queue, { passive: true });
    await expectSoft(
      () => channel.sendQueue(queue, { exclusive: true }),
      'queue.declare',
      'ACCESS_REFUSED',
      `queue name '${queue}' contains reserved prefix 'amq.*'`,
    );
  });

  it('is a headers binding with an unknown x-match', async () => {
    await channel.queue('q');
    const bound = (value: Plain) => (): void => channel.sendBind('q', 'amq.headers', '', { 'x-match': value });
    const expected = 'expected all, any, all-with-x, or any-with-x';
    await expectSoft(bound('foo'), 'queue.bind', 'PRECONDITION_FAILED', `Invalid x-match field value <<"foo">>; ${expected}`);
    const wrongType = 'Invalid x-match field type signedint (value 5); expected longstr';
    await expectSoft(bound(5), 'queue.bind', 'PRECONDITION_FAILED', wrongType);
  });
});

describe('what is not there', () => {
  it('is deleted and unbound without complaint', async () => {
    await channel.queue('own');
    expect(await channel.deleteQueue('q')).toBe(0);
    await channel.deleteExchange('x');
    await channel.unbind('own', 'amq.direct', 'never');
    await channel.unbind('q', 'amq.direct', 'never');
    await channel.unbind('own', 'x', 'never');
    await channel.unbindExchange('amq.fanout', 'x');
  });
});

describe('what is in use', () => {
  it('is not deleted if it is to be unused or empty', async () => {
    const flags = { ifUnused: false, ifEmpty: false, nowait: false };
    await channel.queue('q');
    await channel.fill('q', 'one');
    const ifEmpty = (): void => channel.send('queue.delete', { queue: 'q', ...flags, ifEmpty: true });
    await expectSoft(ifEmpty, 'queue.delete', 'PRECONDITION_FAILED', `${q} not empty`);
    const consumer = await bench.channel();
    await consumer.consume('q');
    const ifUnused = (): void => channel.send('queue.delete', { queue: 'q', ...flags, ifUnused: true });
    await expectSoft(ifUnused, 'queue.delete', 'PRECONDITION_FAILED', `${q} in use`);
    await channel.exchange('x', 'fanout');
    await channel.bind('q', 'x');
    const ifUnbound = (): void => channel.send('exchange.delete', { exchange: 'x', ifUnused: true, nowait: false });
    await expectSoft(ifUnbound, 'exchange.delete', 'PRECONDITION_FAILED', `${x} in use`);
  });

  it('is not consumed by somebody who wants it alone, nor by others beside such a one', async () => {
    await channel.queue('q');
    const other = await bench.channel();
    const tag = await other.consume('q');
    const alone = (): void => channel.sendConsume('q', { exclusive: true });
    await expectSoft(alone, 'basic.consume', 'ACCESS_REFUSED', `${q} in exclusive use`);
    await other.cancel(tag);
    await other.consume('q', { exclusive: true });
    await expectSoft(() => channel.sendConsume('q'), 'basic.consume', 'ACCESS_REFUSED', `${q} in exclusive use`);
  });

  it('is not consumed alone when it has a single active consumer', async () => {
    await channel.queue('q', {}, { 'x-single-active-consumer': true });
    const alone = (): void => channel.sendConsume('q', { exclusive: true });
    await expectSoft(alone, 'basic.consume', 'ACCESS_REFUSED', `${q} in exclusive use`);
  });
});

describe('what ends the connection', () => {
  const cases: readonly (readonly [string, MethodName, (failing: TestChannel) => void, ReplyName, string])[] = [
    [
      'a prefetch in bytes',
      'basic.qos',
      (c) => c.send('basic.qos', { prefetchSize: 5, prefetchCount: 1, global: false }),
      'NOT_IMPLEMENTED',
      'prefetch_size!=0 (5)',
    ],
    [
      'recover without requeue',
      'basic.recover',
      (c) => c.send('basic.recover', { requeue: false }),
      'NOT_IMPLEMENTED',
      'requeue=false',
    ],
    [
      'recover-async without requeue',
      'basic.recover-async',
      (c) => c.send('basic.recover-async', { requeue: false }),
      'NOT_IMPLEMENTED',
      'requeue=false',
    ],
    [
      'a flow that is to stop',
      'channel.flow',
      (c) => c.send('channel.flow', { active: false }),
      'NOT_IMPLEMENTED',
      'active=false',
    ],
    [
      'immediate delivery',
      'basic.publish',
      (c) => c.publish('', 'q', 'x', { immediate: true }),
      'NOT_IMPLEMENTED',
      'immediate=true',
    ],
    ['a second channel.open', 'channel.open', (c) => c.send('channel.open', {}), 'CHANNEL_ERROR', `second 'channel.open' seen`],
    [
      'a consumer tag used twice',
      'basic.consume',
      (c) => (c.sendConsume('own', { tag: 'T' }), c.sendConsume('own', { tag: 'T' })),
      'NOT_ALLOWED',
      `attempt to reuse consumer tag 'T'`,
    ],
  ];
  it.each(cases)('says why, and at which method: %s', async (_, method, failing, reply, text) => {
    await channel.queue('own');
    failing(channel);
    const close = await client.take(0, 'connection.close');
    expect(close.replyText).toBe(`${reply} - ${text}`);
    expect([close.classId, close.methodId]).toEqual([methods[method].classId, methods[method].methodId]);
    client.send(0, 'connection.close-ok', {});
    await client.closed();
  });
});
