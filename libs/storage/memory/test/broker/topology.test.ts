import {
  emptyTable,
  type Binding,
  type ExchangeDefinition,
  type FieldTable,
  type FieldValue,
  type QueueDefinition,
  type Session,
} from '@howdah/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { quiet, World, type BrokerBench } from './broker-bench.js';

const string = (text: string): FieldValue => ({ type: 'string', value: Buffer.from(text) });
const int32 = (value: number): FieldValue => ({ type: 'int32', value });
const ttl = (value: FieldValue): FieldTable => [['x-message-ttl', value]];

const exchange = (name: string, more: Partial<ExchangeDefinition> = {}): ExchangeDefinition => {
  return { vhost: '/', name, type: 'direct', durable: true, autoDelete: false, internal: false, arguments: emptyTable, ...more };
};
const queue = (name: string, more: Partial<QueueDefinition> = {}): QueueDefinition => {
  return { vhost: '/', name, durable: true, exclusive: false, autoDelete: false, arguments: emptyTable, ...more };
};
const binding = (source: string, destination: string, more: Partial<Binding> = {}): Omit<Binding, 'id'> => {
  return { vhost: '/', source, destinationKind: 'queue', destination, routingKey: 'k', arguments: emptyTable, ...more };
};
const refusal = (code: string, message?: string) =>
  expect.objectContaining(message === undefined ? { code } : { code, message }) as unknown;

let world: World;
let bench: BrokerBench;
beforeEach(async () => {
  world = new World();
  bench = await world.startBroker();
  await grant(bench, 'admin', '.*', '.*', '.*');
});

async function grant(
  { broker, session }: BrokerBench,
  user: string,
  configure: string,
  write: string,
  read: string,
): Promise<void> {
  await broker.access.putPermission(session, { user, vhost: '/', configure, write, read });
}

async function login(user: string, configure: string, write: string, read: string): Promise<Session> {
  const { access } = bench.broker;
  await access.putUser(bench.session, { name: user, password: 'a long password', role: 'none' });
  await grant(bench, user, configure, write, read);
  return access.login({ user, password: 'a long password', loopback: true });
}

const verbs = () => bench.broker.topology;
const declareQueue = (name: string, more: Partial<QueueDefinition> = {}) =>
  verbs().declareQueue(bench.session, queue(name, more));
const declareExchange = (name: string, more: Partial<ExchangeDefinition> = {}) =>
  verbs().declareExchange(bench.session, exchange(name, more));
const bind = (source: string, destination: string, more: Partial<Binding> = {}) =>
  verbs().bind(bench.session, binding(source, destination, more));
const unbind = (source: string, destination: string, more: Partial<Binding> = {}) =>
  verbs().unbind(bench.session, binding(source, destination, more));
const exchangeNames = async () => (await verbs().listExchanges(bench.session, '/')).map(({ name }) => name);

describe('declaring a queue', () => {
  it('creates it once and finds it again, with integers of another width too', async () => {
    const first = await declareQueue('q', { arguments: ttl(int32(1000)) });
    const again = await declareQueue('q', { arguments: [...ttl({ type: 'int64', value: 1000n }), ['x-foo', string('new')]] });
    expect([first.created, again.created, again.queue]).toEqual([true, false, first.queue]);
  });

  it.each<[string, Partial<QueueDefinition>, string, string]>([
    [
      'durable',
      { durable: false },
      'inequivalent_argument',
      "inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is 'true'",
    ],
    [
      'auto_delete',
      { autoDelete: true },
      'inequivalent_argument',
      "inequivalent arg 'auto_delete' for queue 'q' in vhost '/': received 'true' but current is 'false'",
    ],
    [
      'no argument',
      { arguments: emptyTable },
      'inequivalent_argument',
      "inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received none but current is the value '1000' of type 'signedint'",
    ],
    [
      'another value',
      { arguments: ttl(int32(2000)) },
      'inequivalent_argument',
      "inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received '2000' but current is '1000'",
    ],
    [
      'one argument more',
      { arguments: [...ttl(int32(1000)), ['x-expires', int32(5)]] },
      'inequivalent_argument',
      "inequivalent arg 'x-expires' for queue 'q' in vhost '/': received the value '5' of type 'signedint' but current is none",
    ],
    [
      'exclusive',
      { exclusive: true },
      'resource_locked',
      "cannot obtain exclusive access to locked queue 'q' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.",
    ],
  ])('refuses another one of the same name: %s', async (_what, more, code, message) => {
    await declareQueue('q', { arguments: ttl(int32(1000)) });
    await expect(declareQueue('q', { arguments: ttl(int32(1000)), ...more })).rejects.toEqual(refusal(code, message));
  });

  it('compares with what exists before it looks at what could be created', async () => {
    await declareQueue('q');
    await expect(declareQueue('q', { arguments: ttl(int32(-1)) })).rejects.toEqual(
      refusal(
        'inequivalent_argument',
        "inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received the value '-1' of type 'signedint' but current is none",
      ),
    );
  });

  it('finds a queue again that was deleted and declared otherwise through another broker', async () => {
    const other = await world.startBroker();
    await declareQueue('q');
    await other.broker.topology.deleteQueue(other.session, '/', 'q');
    await other.broker.topology.declareQueue(other.session, queue('q', { durable: false }));
    expect((await declareQueue('q', { durable: false })).created).toBe(false);
    await other.broker.topology.deleteQueue(other.session, '/', 'q');
    expect((await declareQueue('q')).created).toBe(true);
  });

  it('knows no line ends in names', async () => {
    await declareQueue('q\r\n');
    expect((await verbs().getQueue(bench.session, '/', '\nq')).name).toBe('q');
    expect((await verbs().countQueue(bench.session, '/', 'q\n')).ready).toBe(0);
    await bind('amq.\ntopic', 'q\r');
    expect(await unbind('amq.topic\n', '\nq')).toBe(true);
    expect(await verbs().purgeQueue(bench.session, '/', '\rq')).toBe(0);
    expect(await verbs().deleteQueue(bench.session, '/', '\rq')).toBe(0);
    expect((await declareQueue('\n')).queue.name).toMatch(/^amq\.gen-/);
    await declareExchange('x\n');
    expect((await verbs().getExchange(bench.session, '/', '\rx')).name).toBe('x');
    expect(await verbs().deleteExchange(bench.session, '/', 'x\n')).toBe(true);
  });

  it('takes a missing queue type for classic', async () => {
    await declareQueue('q', { arguments: [['x-queue-type', string('classic')]] });
    expect((await declareQueue('q')).created).toBe(false);
  });

  it('names a queue that has no name', async () => {
    const [one, other] = [await declareQueue(''), await declareQueue('')];
    expect(one.queue.name).toMatch(/^amq\.gen-[A-Za-z0-9_-]{22}$/);
    expect(other.queue.name).not.toBe(one.queue.name);
  });

  it('keeps the reserved prefix to itself', async () => {
    const reserved = refusal('reserved_name', "queue name 'amq.q' contains reserved prefix 'amq.*'");
    await expect(declareQueue('amq.q')).rejects.toEqual(reserved);
    await expect(verbs().declareQueue(await login('nobody', '', '', ''), queue('amq.q'))).rejects.toEqual(reserved);
    const { name } = (await declareQueue('')).queue;
    await expect(declareQueue(name)).rejects.toEqual(
      refusal('reserved_name', `queue name '${name}' contains reserved prefix 'amq.*'`),
    );
    expect(await verbs().countQueue(bench.session, '/', name)).toEqual({ ready: 0, consumers: 0 });
  });

  it('refuses a quorum queue that is not durable, exclusive, auto-delete or without a name', async () => {
    const quorum: FieldTable = [['x-queue-type', string('quorum')]];
    const refused = (property: string) =>
      refusal('invalid_argument', `invalid property '${property}' for queue 'q' in vhost '/'`);
    await expect(declareQueue('q', { arguments: quorum, durable: false })).rejects.toEqual(refused('non-durable'));
    await expect(declareQueue('q', { arguments: quorum, exclusive: true })).rejects.toEqual(refused('exclusive-owner'));
    await expect(declareQueue('q', { arguments: quorum, autoDelete: true })).rejects.toEqual(refused('auto-delete'));
    const unnamed = refusal('invalid_argument', 'Cannot declare a server-named queue for type rabbit_quorum_queue');
    await expect(declareQueue('', { arguments: quorum })).rejects.toEqual(unnamed);
  });

  it('never keeps an exclusive queue durably', async () => {
    expect((await declareQueue('q', { exclusive: true })).queue.durable).toBe(false);
  });

  it('refuses a name that cannot be stored, and an unknown virtual host', async () => {
    await expect(declareQueue('ä'.repeat(128))).rejects.toEqual(refusal('invalid_argument'));
    await expect(declareQueue('q\0')).rejects.toEqual(refusal('invalid_argument'));
    await expect(verbs().listQueues(bench.session, 'nope')).rejects.toEqual(refusal('vhost_not_found', 'vhost nope not found'));
  });
});

describe('deleting a queue', () => {
  it('takes its bindings and messages along and counts the ready ones', async () => {
    const { queue: declared } = await declareQueue('q');
    await bind('amq.topic', 'q');
    await bench.publish('q', ['1', '2']);
    expect(await verbs().deleteQueue(bench.session, '/', 'q')).toBe(2);
    expect(await verbs().listBindings(bench.session, '/')).toEqual([]);
    expect((await bench.counts(declared))?.ready ?? 0).toBe(0);
    expect(await verbs().deleteQueue(bench.session, '/', 'q')).toBeNull();
  });

  it('spares one in use or not empty when asked to', async () => {
    await declareQueue('q');
    await bench.publish('q', ['1']);
    const ifEmpty = verbs().deleteQueue(bench.session, '/', 'q', { ifEmpty: true });
    await expect(ifEmpty).rejects.toEqual(refusal('not_empty', "queue 'q' in vhost '/' not empty"));
    await bench.consume('q');
    const ifUnused = verbs().deleteQueue(bench.session, '/', 'q', { ifUnused: true });
    await expect(ifUnused).rejects.toEqual(refusal('in_use', "queue 'q' in vhost '/' in use"));
  });

  it('tells its consumers, on every broker', async () => {
    await declareQueue('q');
    const other = await world.startBroker();
    const reasons: string[] = [];
    const handler = (name: string) => {
      return {
        name,
        autoAck: true,
        capacity: () => 1,
        deliver: () => undefined,
        cancelled: (reason: string) => void reasons.push(`${name}: ${reason}`),
      };
    };
    await bench.broker.consumers.consume(bench.session, '/', 'q', handler('here'));
    await other.broker.consumers.consume(other.session, '/', 'q', handler('there'));
    await verbs().deleteQueue(bench.session, '/', 'q');
    expect(reasons).toContain("here: queue 'q' was deleted");
    await world.pass(6_000);
    expect(reasons).toContain("there: queue 'q' was deleted");
  });

  it('purges the ready messages', async () => {
    await declareQueue('q');
    await bench.publish('q', ['1', '2', '3']);
    expect(await verbs().purgeQueue(bench.session, '/', 'q')).toBe(3);
    await expect(verbs().purgeQueue(bench.session, '/', 'nope')).rejects.toEqual(
      refusal('queue_not_found', "no queue 'nope' in vhost '/'"),
    );
  });
});

describe('exchanges', () => {
  it('are created once, and equal ones found again', async () => {
    const first = await declareExchange('x', { type: 'topic' });
    const again = await declareExchange('x', { type: 'topic', arguments: [['other', int32(1)]] });
    expect([first.created, again.created, again.exchange]).toEqual([true, false, first.exchange]);
    expect((await declareExchange('amq.topic', { type: 'topic' })).created).toBe(false);
  });

  it.each<[Partial<ExchangeDefinition>, string]>([
    [{ type: 'fanout' }, "'type' for exchange 'x' in vhost '/': received 'fanout' but current is 'direct'"],
    [{ durable: false }, "'durable' for exchange 'x' in vhost '/': received 'false' but current is 'true'"],
    [{ internal: true }, "'internal' for exchange 'x' in vhost '/': received 'true' but current is 'false'"],
    [
      { arguments: [['alternate-exchange', string('y')]] },
      "'alternate-exchange' for exchange 'x' in vhost '/': received the value 'y' of type 'longstr' but current is none",
    ],
  ])('are refused when they differ: %j', async (more, text) => {
    await declareExchange('x');
    await expect(declareExchange('x', more)).rejects.toEqual(refusal('inequivalent_argument', `inequivalent arg ${text}`));
  });

  it('keep to the rules of names and types', async () => {
    const onDefault = refusal('not_permitted', 'operation not permitted on the default exchange');
    await expect(declareExchange('')).rejects.toEqual(onDefault);
    await expect(verbs().deleteExchange(bench.session, '/', '')).rejects.toEqual(onDefault);
    await expect(bind('', 'q')).rejects.toEqual(onDefault);
    await expect(declareExchange('amq.x')).rejects.toEqual(
      refusal('reserved_name', "exchange name 'amq.x' contains reserved prefix 'amq.*'"),
    );
    const system = refusal('not_permitted', "deletion of system exchange 'amq.topic' in vhost '/' not allowed");
    await expect(verbs().deleteExchange(bench.session, '/', 'amq.topic')).rejects.toEqual(system);
    const nobody = await login('nobody', '', '', '');
    await expect(verbs().deleteExchange(nobody, '/', 'amq.topic')).rejects.toEqual(system);
    const unknown = refusal('invalid_argument', "unknown exchange type 'nope'");
    for (const name of ['x', '', 'amq.topic', 'amq.x'])
      await expect(declareExchange(name, { type: 'nope' as 'topic' })).rejects.toEqual(unknown);
    await expect(declareExchange('amq.topic')).rejects.toEqual(
      refusal(
        'inequivalent_argument',
        "inequivalent arg 'type' for exchange 'amq.topic' in vhost '/': received 'direct' but current is 'topic'",
      ),
    );
    const wrong = refusal(
      'invalid_argument',
      "invalid type 'signedint' for arg 'alternate-exchange' in exchange 'x' in vhost '/'",
    );
    await expect(declareExchange('x', { arguments: [['alternate-exchange', int32(1)]] })).rejects.toEqual(wrong);
  });

  it('may hold messages back, and then route as the type that they name', async () => {
    const delayed = (type: FieldValue): Partial<ExchangeDefinition> => {
      return { type: 'x-delayed-message', arguments: [['x-delayed-type', type]] };
    };
    await declareExchange('x', delayed(string('headers')));
    expect((await declareExchange('x', delayed(string('headers')))).created).toBe(false);
    await expect(declareExchange('x', delayed(string('topic')))).rejects.toEqual(
      refusal(
        'inequivalent_argument',
        "inequivalent arg 'x-delayed-type' for exchange 'x' in vhost '/': received 'topic' but current is 'headers'",
      ),
    );
    await declareQueue('q');
    await bind('x', 'q', { arguments: [['a', int32(1)]] });
    await expect(bind('x', 'q', { arguments: [['x-match', string('foo')]] })).rejects.toEqual(refusal('invalid_argument'));
    const routed = async (value: number) => {
      const { results } = await bench.publish('', ['1'], { exchange: 'x' }, { headers: [['a', int32(value)]] });
      return results.map((result) => 'queues' in result && result.queues);
    };
    expect([await routed(1), await routed(2)]).toEqual([[['q']], [[]]]);
  });

  it.each<[string, FieldTable, string]>([
    ['nothing', emptyTable, "Invalid argument, 'x-delayed-type' must be an existing exchange type"],
    ['no string', [['x-delayed-type', int32(1)]], "Invalid argument, 'x-delayed-type' must be an existing exchange type"],
    ['no type', [['x-delayed-type', string('nope')]], "unknown exchange type 'nope'"],
    ['itself', [['x-delayed-type', string('x-delayed-message')]], "unknown exchange type 'x-delayed-message'"],
  ])('are refused when they hold messages back and route by %s', async (_what, args, message) => {
    const declared = declareExchange('x', { type: 'x-delayed-message', arguments: args });
    await expect(declared).rejects.toEqual(refusal('invalid_argument', message));
  });

  it('are there for tracing, and nobody publishes to that one', async () => {
    await declareQueue('q');
    expect((await bind('amq.rabbitmq.trace', 'q', { routingKey: '#' })).created).toBe(true);
    const { results } = await bench.publish('k', ['1'], { exchange: 'amq.rabbitmq.trace' });
    expect(results).toEqual([{ error: refusal('internal_exchange') }]);
  });

  it('are spared while they have bindings, when asked to', async () => {
    await declareExchange('x');
    await declareQueue('q');
    await bind('x', 'q');
    const unused = () => verbs().deleteExchange(bench.session, '/', 'x', { ifUnused: true });
    await expect(unused()).rejects.toEqual(refusal('in_use', "exchange 'x' in vhost '/' in use"));
    await unbind('x', 'q');
    expect([await unused(), await unused()]).toEqual([true, false]);
  });

  it('go with their last binding as source, and so may those that led to them', async () => {
    for (const name of ['a', 'b', 'kept']) await declareExchange(name, { autoDelete: name !== 'kept' });
    await declareQueue('q');
    await bind('a', 'b', { destinationKind: 'exchange' });
    await bind('kept', 'a', { destinationKind: 'exchange' });
    await bind('b', 'q');
    await bind('b', 'q', { routingKey: 'other' });
    await unbind('b', 'q');
    expect(await exchangeNames()).toEqual(expect.arrayContaining(['a', 'b', 'kept']));
    await verbs().deleteQueue(bench.session, '/', 'q');
    const names = await exchangeNames();
    expect(['a', 'b', 'kept'].filter((name) => names.includes(name))).toEqual(['kept']);
  });
});

describe('bindings', () => {
  it('are the same with the same arguments in any order, and go one by one', async () => {
    await declareQueue('q');
    const args: FieldTable = [
      ['a', int32(1)],
      ['b', int32(2)],
    ];
    expect((await bind('amq.headers', 'q', { arguments: args })).created).toBe(true);
    expect((await bind('amq.headers', 'q', { arguments: [...args].reverse() })).created).toBe(false);
    expect((await bind('amq.headers', 'q')).created).toBe(true);
    expect(await unbind('amq.headers', 'q', { arguments: [...args].reverse() })).toBe(true);
    expect(await unbind('amq.headers', 'q', { arguments: args })).toBe(false);
    expect(await verbs().listBindings(bench.session, '/')).toHaveLength(1);
  });

  it('name what is missing, the exchange first, also between exchanges', async () => {
    const between = { destinationKind: 'exchange' as const };
    await expect(bind('x', 'y', between)).rejects.toEqual(refusal('exchange_not_found', "no exchange 'x' in vhost '/'"));
    await expect(bind('amq.topic', 'y', between)).rejects.toEqual(refusal('exchange_not_found', "no exchange 'y' in vhost '/'"));
    expect(await unbind('x', 'y', between)).toBe(false);
    await expect(unbind('', 'q')).rejects.toEqual(refusal('not_permitted', 'operation not permitted on the default exchange'));
    await expect(bind('amq.topic', '', between)).rejects.toEqual(refusal('not_permitted'));
    await expect(bind('x', 'q')).rejects.toEqual(refusal('exchange_not_found', "no exchange 'x' in vhost '/'"));
    await expect(bind('amq.topic', 'q')).rejects.toEqual(refusal('queue_not_found', "no queue 'q' in vhost '/'"));
    expect(await unbind('x', 'q')).toBe(false);
  });

  it('are refused with an x-match that is none, on headers exchanges only', async () => {
    await declareQueue('q');
    const args: FieldTable = [['x-match', string('foo')]];
    await expect(bind('amq.headers', 'q', { arguments: args })).rejects.toEqual(refusal('invalid_argument'));
    expect((await bind('amq.topic', 'q', { arguments: args })).created).toBe(true);
  });

  it('lead messages, and no longer when they are gone', async () => {
    await declareQueue('q');
    await bind('amq.topic', 'q', { routingKey: 'a.#' });
    const routed = async () =>
      (await bench.publish('a.b', ['1'], { exchange: 'amq.topic' })).results.map((result) => 'queues' in result && result.queues);
    expect(await routed()).toEqual([['q']]);
    await unbind('amq.topic', 'q', { routingKey: 'a.#' });
    expect(await routed()).toEqual([[]]);
  });
});

describe('another broker', () => {
  it('sees a queue as soon as it is asked for', async () => {
    const other = await world.startBroker();
    await declareQueue('q');
    expect((await other.broker.topology.getQueue(other.session, '/', 'q')).name).toBe('q');
    await other.broker.topology.bind(other.session, binding('amq.topic', 'q'));
    expect(await unbind('amq.topic', 'q')).toBe(true);
    expect(await other.broker.topology.deleteQueue(other.session, '/', 'q')).toBe(0);
    expect(await verbs().deleteQueue(bench.session, '/', 'q')).toBeNull();
  });
});

describe('permissions', () => {
  it.each<[string, [string, string, string], (session: Session) => Promise<unknown>, boolean]>([
    ['declare a queue', ['q', '', ''], (s) => verbs().declareQueue(s, queue('q')), true],
    ['declare a queue', ['', 'q', 'q'], (s) => verbs().declareQueue(s, queue('q')), false],
    ['declare a queue with a dead-letter exchange', ['q', 'dlx', 'q'], (s) => verbs().declareQueue(s, withDlx), true],
    ['declare a queue with a dead-letter exchange', ['q', '', 'q'], (s) => verbs().declareQueue(s, withDlx), false],
    ['declare a queue with a dead-letter exchange', ['q', 'dlx', ''], (s) => verbs().declareQueue(s, withDlx), false],
    ['declare an exchange with an alternate', ['x', 'ae', 'x'], (s) => verbs().declareExchange(s, withAlternate), true],
    ['declare an exchange with an alternate', ['x', 'x', 'x'], (s) => verbs().declareExchange(s, withAlternate), false],
    ['delete a queue', ['q', '', ''], (s) => verbs().deleteQueue(s, '/', 'q'), true],
    ['delete a queue', ['', 'q', 'q'], (s) => verbs().deleteQueue(s, '/', 'q'), false],
    ['delete an exchange', ['', 'x', 'x'], (s) => verbs().deleteExchange(s, '/', 'x'), false],
    ['purge', ['', '', 'p'], (s) => verbs().purgeQueue(s, '/', 'p'), true],
    ['purge', ['p', 'p', ''], (s) => verbs().purgeQueue(s, '/', 'p'), false],
    ['bind', ['', 'p', 'amq.topic'], (s) => verbs().bind(s, binding('amq.topic', 'p')), true],
    ['bind', ['', 'amq.topic', 'p'], (s) => verbs().bind(s, binding('amq.topic', 'p')), false],
    ['unbind', ['', 'p', ''], (s) => verbs().unbind(s, binding('amq.topic', 'p')), false],
    ['see a queue', ['', '', 'p'], (s) => verbs().getQueue(s, '/', 'p'), true],
    ['see a queue', ['', '', 'other'], (s) => verbs().getQueue(s, '/', 'p'), false],
    ['list queues', ['.*', '.*', '.*'], (s) => verbs().listQueues(s, '/'), false],
    ['put a policy', ['.*', '.*', '.*'], (s) => verbs().putPolicy(s, policy({})), false],
    ['create a virtual host', ['.*', '.*', '.*'], (s) => verbs().createVhost(s, 'v', ''), false],
  ])('to %s with %j', async (_what, [configure, write, read], act, allowed) => {
    await declareQueue('p');
    const acting = act(await login('someone', configure, write, read));
    if (allowed) await acting;
    else await expect(acting).rejects.toEqual(refusal('access_refused'));
  });
});

const withDlx = queue('q', { arguments: [['x-dead-letter-exchange', string('dlx')]] });
const withAlternate = exchange('x', { arguments: [['alternate-exchange', string('ae')]] });

function policy(definition: Readonly<Record<string, string | number | boolean>>, more: { pattern?: string } = {}) {
  return { vhost: '/', name: 'p', pattern: '^q', appliesTo: 'all' as const, priority: 0, definition, ...more };
}

describe('policies', () => {
  it('change how queues treat their messages, at once', async () => {
    await declareQueue('q');
    await verbs().putPolicy(bench.session, policy({ 'message-ttl': 100 }));
    await bench.publish('q', ['1']);
    await world.pass(1_000);
    expect(await bench.receive('q')).toEqual([]);
    expect(await verbs().deletePolicy(bench.session, '/', 'p')).toBe(true);
    await bench.publish('q', ['2']);
    await world.pass(1_000);
    expect(await bench.receive('q')).toHaveLength(1);
    expect(await verbs().deletePolicy(bench.session, '/', 'p')).toBe(false);
  });

  it('take every key of RabbitMQ that queues and exchanges have', async () => {
    const definition = {
      ...{ 'message-ttl': 60_000, expires: 60_000, 'max-length': 10, 'max-length-bytes': 1_000, overflow: 'reject-publish' },
      ...{ 'dead-letter-exchange': 'dlx', 'dead-letter-routing-key': 'k', 'alternate-exchange': 'ae' },
      ...{ 'delivery-limit': 3, 'max-age': '1h' },
    };
    await verbs().putPolicy(bench.session, policy(definition));
    expect((await verbs().listPolicies(bench.session, '/')).map((one) => one.definition)).toEqual([definition]);
  });

  it('are refused when they cannot be followed', async () => {
    const put = (definition: Readonly<Record<string, string | number | boolean>>, more = {}) =>
      verbs().putPolicy(bench.session, policy(definition, more));
    await expect(put({}, { pattern: '(' })).rejects.toEqual(refusal('invalid_argument'));
    await expect(put({ nope: 1 })).rejects.toEqual(
      refusal('invalid_argument', "unknown key 'nope' in the definition of policy 'p' in vhost '/'"),
    );
    await expect(put({ 'message-ttl': -1 })).rejects.toEqual(
      refusal('invalid_argument', "invalid arg 'message-ttl' for policy 'p' in vhost '/': {value_negative,-1}"),
    );
    for (const key of ['alternate-exchange', 'max-age'])
      await expect(put({ [key]: 1 })).rejects.toEqual(refusal('invalid_argument'));
  });
});

describe('virtual hosts', () => {
  it('come with their exchanges and go with everything in them', async () => {
    expect((await verbs().createVhost(bench.session, 'v', 'second')).created).toBe(true);
    expect((await verbs().createVhost(bench.session, 'v', 'second')).created).toBe(false);
    expect(await verbs().listExchanges(bench.session, 'v')).toHaveLength(7);
    expect((await verbs().listVhosts(bench.session)).map(({ name }) => name)).toEqual(['/', 'v']);
    await verbs().deleteVhost(bench.session, 'v');
    await quiet();
    await expect(verbs().listQueues(bench.session, 'v')).rejects.toEqual(refusal('vhost_not_found'));
    await expect(verbs().deleteVhost(bench.session, 'v')).rejects.toEqual(refusal('vhost_not_found'));
  });
});
