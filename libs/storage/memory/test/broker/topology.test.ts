import { emptyTable, type ExchangeDefinition, type FieldTable, type FieldValue } from '@howdah/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { World, type BrokerBench } from './broker-bench.js';
import { binding, int32, refusal, string, TopologyActs } from './topology-acts.js';

let world: World;
let bench: BrokerBench;
let acts: TopologyActs;
beforeEach(async () => {
  world = new World();
  bench = await world.startBroker();
  acts = new TopologyActs(bench);
});

const exchangeNames = async () => (await acts.verbs.listExchanges(bench.session, '/')).map(({ name }) => name);

describe('exchanges', () => {
  it('are created once, and equal ones found again', async () => {
    const first = await acts.declareExchange('x', { type: 'topic' });
    const again = await acts.declareExchange('x', { type: 'topic', arguments: [['other', int32(1)]] });
    expect([first.created, again.created, again.exchange]).toEqual([true, false, first.exchange]);
    expect((await acts.declareExchange('amq.topic', { type: 'topic' })).created).toBe(false);
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
    await acts.declareExchange('x');
    await expect(acts.declareExchange('x', more)).rejects.toEqual(refusal('inequivalent_argument', `inequivalent arg ${text}`));
  });

  it('keep to the rules of names and types', async () => {
    const onDefault = refusal('not_permitted', 'operation not permitted on the default exchange');
    await expect(acts.declareExchange('')).rejects.toEqual(onDefault);
    await expect(acts.verbs.deleteExchange(bench.session, '/', '')).rejects.toEqual(onDefault);
    await expect(acts.bind('', 'q')).rejects.toEqual(onDefault);
    await expect(acts.declareExchange('amq.x')).rejects.toEqual(
      refusal('reserved_name', "exchange name 'amq.x' contains reserved prefix 'amq.*'"),
    );
    const system = refusal('not_permitted', "deletion of system exchange 'amq.topic' in vhost '/' not allowed");
    await expect(acts.verbs.deleteExchange(bench.session, '/', 'amq.topic')).rejects.toEqual(system);
    const nobody = await acts.login('nobody', '', '', '');
    await expect(acts.verbs.deleteExchange(nobody, '/', 'amq.topic')).rejects.toEqual(system);
    const unknown = refusal('invalid_argument', "unknown exchange type 'nope'");
    for (const name of ['x', '', 'amq.topic', 'amq.x'])
      await expect(acts.declareExchange(name, { type: 'nope' as 'topic' })).rejects.toEqual(unknown);
    await expect(acts.declareExchange('amq.topic')).rejects.toEqual(
      refusal(
        'inequivalent_argument',
        "inequivalent arg 'type' for exchange 'amq.topic' in vhost '/': received 'direct' but current is 'topic'",
      ),
    );
    const wrong = refusal(
      'invalid_argument',
      "invalid type 'signedint' for arg 'alternate-exchange' in exchange 'x' in vhost '/'",
    );
    await expect(acts.declareExchange('x', { arguments: [['alternate-exchange', int32(1)]] })).rejects.toEqual(wrong);
  });

  it('may hold messages back, and then route as the type that they name', async () => {
    const delayed = (type: FieldValue): Partial<ExchangeDefinition> => {
      return { type: 'x-delayed-message', arguments: [['x-delayed-type', type]] };
    };
    await acts.declareExchange('x', delayed(string('headers')));
    expect((await acts.declareExchange('x', delayed(string('headers')))).created).toBe(false);
    await expect(acts.declareExchange('x', delayed(string('topic')))).rejects.toEqual(
      refusal(
        'inequivalent_argument',
        "inequivalent arg 'x-delayed-type' for exchange 'x' in vhost '/': received 'topic' but current is 'headers'",
      ),
    );
    await acts.declareQueue('q');
    await acts.bind('x', 'q', { arguments: [['a', int32(1)]] });
    await expect(acts.bind('x', 'q', { arguments: [['x-match', string('foo')]] })).rejects.toEqual(refusal('invalid_argument'));
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
    const declared = acts.declareExchange('x', { type: 'x-delayed-message', arguments: args });
    await expect(declared).rejects.toEqual(refusal('invalid_argument', message));
  });

  it('are there for tracing, and nobody publishes to that one', async () => {
    await acts.declareQueue('q');
    expect((await acts.bind('amq.rabbitmq.trace', 'q', { routingKey: '#' })).created).toBe(true);
    const { results } = await bench.publish('k', ['1'], { exchange: 'amq.rabbitmq.trace' });
    expect(results).toEqual([{ error: refusal('internal_exchange') }]);
  });

  it('are spared while they have bindings, when asked to', async () => {
    await acts.declareExchange('x');
    await acts.declareQueue('q');
    await acts.bind('x', 'q');
    const unused = () => acts.verbs.deleteExchange(bench.session, '/', 'x', { ifUnused: true });
    await expect(unused()).rejects.toEqual(refusal('in_use', "exchange 'x' in vhost '/' in use"));
    await acts.unbind('x', 'q');
    expect([await unused(), await unused()]).toEqual([true, false]);
  });

  it('go with their last binding as source, and so may those that led to them', async () => {
    for (const name of ['a', 'b', 'kept']) await acts.declareExchange(name, { autoDelete: name !== 'kept' });
    await acts.declareQueue('q');
    await acts.bind('a', 'b', { destinationKind: 'exchange' });
    await acts.bind('kept', 'a', { destinationKind: 'exchange' });
    await acts.bind('b', 'q');
    await acts.bind('b', 'q', { routingKey: 'other' });
    await acts.unbind('b', 'q');
    expect(await exchangeNames()).toEqual(expect.arrayContaining(['a', 'b', 'kept']));
    await acts.verbs.deleteQueue(bench.session, '/', 'q');
    const names = await exchangeNames();
    expect(['a', 'b', 'kept'].filter((name) => names.includes(name))).toEqual(['kept']);
  });
});

describe('bindings', () => {
  it('are the same with the same arguments in any order, and go one by one', async () => {
    await acts.declareQueue('q');
    const args: FieldTable = [
      ['a', int32(1)],
      ['b', int32(2)],
    ];
    expect((await acts.bind('amq.headers', 'q', { arguments: args })).created).toBe(true);
    expect((await acts.bind('amq.headers', 'q', { arguments: [...args].reverse() })).created).toBe(false);
    expect((await acts.bind('amq.headers', 'q')).created).toBe(true);
    expect(await acts.unbind('amq.headers', 'q', { arguments: [...args].reverse() })).toBe(true);
    expect(await acts.unbind('amq.headers', 'q', { arguments: args })).toBe(false);
    expect(await acts.verbs.listBindings(bench.session, '/')).toHaveLength(1);
  });

  it('name what is missing, the exchange first, also between exchanges', async () => {
    const between = { destinationKind: 'exchange' as const };
    await expect(acts.bind('x', 'y', between)).rejects.toEqual(refusal('exchange_not_found', "no exchange 'x' in vhost '/'"));
    await expect(acts.bind('amq.topic', 'y', between)).rejects.toEqual(
      refusal('exchange_not_found', "no exchange 'y' in vhost '/'"),
    );
    expect(await acts.unbind('x', 'y', between)).toBe(false);
    await expect(acts.unbind('', 'q')).rejects.toEqual(
      refusal('not_permitted', 'operation not permitted on the default exchange'),
    );
    await expect(acts.bind('amq.topic', '', between)).rejects.toEqual(refusal('not_permitted'));
    await expect(acts.bind('x', 'q')).rejects.toEqual(refusal('exchange_not_found', "no exchange 'x' in vhost '/'"));
    await expect(acts.bind('amq.topic', 'q')).rejects.toEqual(refusal('queue_not_found', "no queue 'q' in vhost '/'"));
    expect(await acts.unbind('x', 'q')).toBe(false);
  });

  it('are refused with an x-match that is none, on headers exchanges only', async () => {
    await acts.declareQueue('q');
    const args: FieldTable = [['x-match', string('foo')]];
    await expect(acts.bind('amq.headers', 'q', { arguments: args })).rejects.toEqual(refusal('invalid_argument'));
    expect((await acts.bind('amq.topic', 'q', { arguments: args })).created).toBe(true);
  });

  it('lead messages, and no longer when they are gone', async () => {
    await acts.declareQueue('q');
    await acts.bind('amq.topic', 'q', { routingKey: 'a.#' });
    const routed = async () =>
      (await bench.publish('a.b', ['1'], { exchange: 'amq.topic' })).results.map((result) => 'queues' in result && result.queues);
    expect(await routed()).toEqual([['q']]);
    await acts.unbind('amq.topic', 'q', { routingKey: 'a.#' });
    expect(await routed()).toEqual([[]]);
  });
});

describe('another broker', () => {
  it('sees a queue as soon as it is asked for', async () => {
    const other = await world.startBroker();
    await acts.declareQueue('q');
    expect((await other.broker.topology.getQueue(other.session, '/', 'q')).name).toBe('q');
    await other.broker.topology.bind(other.session, binding('amq.topic', 'q'));
    expect(await acts.unbind('amq.topic', 'q')).toBe(true);
    expect(await other.broker.topology.deleteQueue(other.session, '/', 'q')).toBe(0);
    expect(await acts.verbs.deleteQueue(bench.session, '/', 'q')).toBeNull();
  });
});
