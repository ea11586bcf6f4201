import { beforeEach, describe, expect, it } from 'vitest';
import type { ReplyName } from '../src/spec/constants.js';
import { methods, type MethodName } from '../src/spec/methods.js';
import { AmqpBench } from './support/amqp-bench.js';
import type { Plain } from './support/fields.js';
import type { RawClient } from './support/raw-client.js';
import { expectRefusal, q, x } from './support/refusals.js';
import { TestChannel } from './support/test-channel.js';

let bench: AmqpBench;
let client: RawClient;
let channel: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  client = await bench.openWithChannel();
  channel = new TestChannel(client);
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
    await expectRefusal(channel, () => failing(channel), method, reply, text);
  });

  it('is confirm after tx', async () => {
    await channel.ask('tx.select', {}, 'tx.select-ok');
    const failing = (): void => channel.send('confirm.select', { nowait: false });
    await expectRefusal(channel, failing, 'confirm.select', 'PRECONDITION_FAILED', 'cannot switch from tx to confirm mode');
  });

  it('is a generated name that somebody else wants to give, though it may be looked at', async () => {
    const { queue } = await channel.queue('', { exclusive: true });
    await channel.queue(queue, { passive: true });
    await expectRefusal(
      channel,
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
    await expectRefusal(
      channel,
      bound('foo'),
      'queue.bind',
      'PRECONDITION_FAILED',
      `Invalid x-match field value <<"foo">>; ${expected}`,
    );
    const wrongType = 'Invalid x-match field type signedint (value 5); expected longstr';
    await expectRefusal(channel, bound(5), 'queue.bind', 'PRECONDITION_FAILED', wrongType);
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
