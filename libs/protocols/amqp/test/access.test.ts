import { beforeEach, describe, expect, it } from 'vitest';
import { AmqpBench } from './support/amqp-bench.js';
import type { Answer } from './support/raw-client.js';
import { table } from './support/fields.js';
import type { TestChannel } from './support/test-channel.js';

type Permission = Parameters<AmqpBench['user']>[1];

let bench: AmqpBench;
let owner: TestChannel;

beforeEach(async () => {
  bench = await AmqpBench.start();
  owner = await bench.channel();
  await owner.queue('q');
  await owner.exchange('x', 'topic');
  await owner.exchange('y', 'topic');
});

const channelWith = async (permission: Permission): Promise<TestChannel> => {
  await bench.user('u', permission);
  return bench.channel(bench.loginOf('u'));
};

const bind = { routingKey: '', nowait: false, arguments: [] };
const flags = { ifUnused: false, ifEmpty: false, nowait: false };

describe('what needs a permission', () => {
  const onQueue = (action: string, name = 'q'): string => `${action} access to queue '${name}' in vhost '/' refused for user 'u'`;
  const onExchange = (action: string, name = 'x'): string =>
    `${action} access to exchange '${name}' in vhost '/' refused for user 'u'`;
  const alternate = { 'alternate-exchange': 'y' };
  const deadLetters = { 'x-dead-letter-exchange': 'x' };

  // What is done, what permits all of it, and the texts for each of the permissions that is missing.
  const cases: readonly (readonly [string, (c: TestChannel) => void, Permission, Record<string, string>])[] = [
    ['declaring a queue', (c) => c.sendQueue('new'), { configure: '^new$' }, { configure: onQueue('configure', 'new') }],
    [
      'declaring a queue with a dead-letter exchange',
      (c) => c.sendQueue('new', {}, deadLetters),
      { configure: '^new$', write: '^x$', read: '^new$' },
      { configure: onQueue('configure', 'new'), write: onExchange('write'), read: onQueue('read', 'new') },
    ],
    [
      'deleting a queue',
      (c) => c.send('queue.delete', { queue: 'q', ...flags }),
      { configure: '^q$' },
      { configure: onQueue('configure') },
    ],
    [
      'declaring an exchange',
      (c) => c.sendExchange('new', 'direct'),
      { configure: '^new$' },
      { configure: onExchange('configure', 'new') },
    ],
    [
      'declaring an exchange with an alternate one',
      (c) => c.sendExchange('new', 'direct', {}, alternate),
      { configure: '^new$', write: '^y$', read: '^new$' },
      { configure: onExchange('configure', 'new'), write: onExchange('write', 'y'), read: onExchange('read', 'new') },
    ],
    [
      'deleting an exchange',
      (c) => c.send('exchange.delete', { exchange: 'x', ifUnused: false, nowait: false }),
      { configure: '^x$' },
      { configure: onExchange('configure') },
    ],
    [
      'binding a queue',
      (c) => c.send('queue.bind', { queue: 'q', exchange: 'x', ...bind }),
      { write: '^q$', read: '^x$' },
      { write: onQueue('write'), read: onExchange('read') },
    ],
    [
      'unbinding a queue',
      (c) => c.send('queue.unbind', { queue: 'q', exchange: 'x', routingKey: '', arguments: [] }),
      { write: '^q$', read: '^x$' },
      { write: onQueue('write'), read: onExchange('read') },
    ],
    [
      'binding an exchange',
      (c) => c.send('exchange.bind', { destination: 'y', source: 'x', ...bind }),
      { write: '^y$', read: '^x$' },
      { write: onExchange('write', 'y'), read: onExchange('read') },
    ],
    [
      'unbinding an exchange',
      (c) => c.send('exchange.unbind', { destination: 'y', source: 'x', ...bind }),
      { write: '^y$', read: '^x$' },
      { write: onExchange('write', 'y'), read: onExchange('read') },
    ],
    ['publishing', (c) => c.publish('x', 'k'), { write: '^x$' }, { write: onExchange('write') }],
    [
      'publishing to the default exchange',
      (c) => c.publish('', 'q'),
      { write: '^amq\\.default$' },
      { write: onExchange('write', 'amq.default') },
    ],
    ['getting', (c) => c.send('basic.get', { queue: 'q', noAck: true }), { read: '^q$' }, { read: onQueue('read') }],
    ['consuming', (c) => c.sendConsume('q'), { read: '^q$' }, { read: onQueue('read') }],
    ['purging', (c) => c.send('queue.purge', { queue: 'q', nowait: false }), { read: '^q$' }, { read: onQueue('read') }],
  ];

  it.each(cases)('is done with it: %s', async (_, act, permission) => {
    const channel = await channelWith(permission);
    act(channel);
    await channel.settled();
  });

  const missing = cases.flatMap(([what, act, permission, texts]) =>
    Object.entries(texts).map(([action, text]) => [what, action, act, permission, text] as const),
  );
  it.each(missing)('is refused without it: %s without %s', async (_what, action, act, permission, text) => {
    const channel = await channelWith({ configure: 'unused', ...permission, [action]: '' });
    act(channel);
    await channel.closed('ACCESS_REFUSED', text);
    await channel.open();
  });
});

describe('a passive declare', () => {
  it.each(['configure', 'write', 'read'])('needs any permission at all: %s', async (action) => {
    const channel = await channelWith({ [action]: '^[qx]$' });
    await channel.queue('q', { passive: true });
    await channel.exchange('x', 'topic', { passive: true });
  });

  it('is refused without one', async () => {
    const channel = await channelWith({ configure: '^other$' });
    channel.sendQueue('q', { passive: true });
    await channel.closed('ACCESS_REFUSED', /access to queue 'q' in vhost '\/' refused for user 'u'$/);
  });
});

describe('a permission', () => {
  it('is a pattern that is found anywhere in a name, and an empty one is found in none', async () => {
    const channel = await channelWith({ configure: 'b!' });
    await channel.queue('ab!c');
    channel.sendQueue('');
    await channel.closed('ACCESS_REFUSED', /^ACCESS_REFUSED - configure access to queue 'amq\.gen-/);
  });

  it('that is taken away ends what it allowed, also on channels that are open', async () => {
    const capable = table({ capabilities: { consumer_cancel_notify: true } });
    await bench.user('u', { write: '.*', read: '.*' });
    const channel = await bench.channel({ ...bench.loginOf('u'), clientProperties: capable });
    await channel.consume('q', { tag: 'T' });
    channel.publish('', 'q', 'x');
    await channel.delivery();
    await bench.broker.access.putPermission(bench.session, { user: 'u', vhost: '/', configure: '.*', write: '', read: '' });
    expect((await channel.take('basic.cancel')).consumerTag).toBe('T');
    channel.publish('', 'q', 'y');
    await channel.closed('ACCESS_REFUSED', /^ACCESS_REFUSED - write access to exchange 'amq\.default'/);
  });

  it('does not matter to dead letters', async () => {
    await owner.queue('dead');
    await owner.bind('dead', 'x', '#');
    await owner.queue('dying', {}, { 'x-dead-letter-exchange': 'x' });
    owner.publish('', 'dying', 'x');
    const channel = await channelWith({ read: '^dying$' });
    channel.reject((await channel.got('dying')).deliveryTag, false);
    await owner.got('dead');
  });
});

describe('a policy', () => {
  it('sets arguments of queues whose names match, and smaller limits win', async () => {
    const { topology } = bench.broker;
    await topology.putPolicy(bench.session, {
      ...{ vhost: '/', name: 'p', pattern: '^limited', appliesTo: 'queues', priority: 0 },
      definition: { 'max-length': 2 },
    });
    await owner.queue('limited 1');
    await owner.queue('limited 2', {}, { 'x-max-length': 1 });
    await owner.queue('limited 3', {}, { 'x-max-length': 5 });
    await owner.confirm();
    for (const [queue, count] of [
      ['limited 1', 2],
      ['limited 2', 1],
      ['limited 3', 2],
    ] as const) {
      for (let n = 0; n < 4; n++) owner.publish('', queue);
      await owner.settled();
      await owner.untilReady(queue, count);
    }
  });

  it('gives an exchange its alternate', async () => {
    await owner.bind('q', 'y', '#');
    await bench.broker.topology.putPolicy(bench.session, {
      ...{ vhost: '/', name: 'p', pattern: '^x$', appliesTo: 'exchanges', priority: 0 },
      definition: { 'alternate-exchange': 'y' },
    });
    owner.publish('x', 'nowhere');
    const got: Answer<'basic.get-ok'> = await owner.got('q');
    expect(got.exchange).toBe('x');
  });
});
