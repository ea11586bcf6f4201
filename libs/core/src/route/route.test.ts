import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naiveRoute } from '../../test/naive-routing.js';
import { emptyTable, type FieldTable, type FieldValue } from '../message/field-table.js';
import type { TopologyState } from '../ports/topology-store.js';
import {
  exchangeTypes,
  noLimits,
  routingTypes,
  type Binding,
  type Exchange,
  type Policy,
  type Queue,
  type RoutingType,
} from '../topology/model.js';
import { Topology } from '../topology/topology.js';

const string = (text: string): FieldValue => ({ type: 'string', value: Buffer.from(text) });
const exchangeNames = ['w', 'x', 'y', 'z'];
const queueNames = ['q', 'r', 's', 'a.b'];

const key = fc.constantFrom('a', 'b', 'a.b', 'a.*', '#', '*.b', '', 'q', 'r', 'b.#', '.', 'a.', '.b', '*', '*.*', '#.#', '*.#');
const value = fc.constantFrom<FieldValue>(
  string('1'),
  { type: 'int8', value: 1 },
  { type: 'uint16', value: 1 },
  { type: 'int64', value: 1n },
  { type: 'float', value: 1 },
  { type: 'boolean', value: true },
  { type: 'void' },
);
/** A name may repeat: the first counts. */
const headers: fc.Arbitrary<FieldTable> = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'x-c'), value), { maxLength: 3 });
const bindingArguments: fc.Arbitrary<FieldTable> = fc
  .tuple(headers, fc.constantFrom(null, 'all', 'any', 'all-with-x', 'any-with-x'))
  .map(([table, mode]) => (mode === null ? table : [...table, ['x-match', string(mode)]]));

const alternate = fc.option(fc.constantFrom(...exchangeNames, '', 'missing'), { nil: undefined });
const exchanges: fc.Arbitrary<Exchange[]> = fc
  .tuple(
    ...exchangeNames.map((name) =>
      fc.record({
        name: fc.constant(name),
        type: fc.constantFrom(...exchangeTypes),
        delayedType: fc.constantFrom(...routingTypes),
        alternate,
      }),
    ),
  )
  .map((list) => [
    exchange(1, '', 'direct'),
    ...list.map(({ name, type, delayedType, alternate: to }, index) =>
      exchange(index + 2, name, type, [...alternateTo(to), ...(type === 'x-delayed-message' ? delayed(delayedType) : [])]),
    ),
  ]);

function alternateTo(name: string | undefined): FieldTable {
  return name === undefined ? [] : [['alternate-exchange', string(name)]];
}

function delayed(type: RoutingType): FieldTable {
  return [['x-delayed-type', string(type)]];
}

function exchange(id: number, name: string, type: Exchange['type'], args: FieldTable = emptyTable): Exchange {
  return { id, vhost: '/', name, type, durable: true, autoDelete: false, internal: false, arguments: args };
}

const queues: Queue[] = queueNames.map((name, index) => {
  const flags = { durable: true, exclusive: false, autoDelete: false };
  return { id: index + 1, vhost: '/', name, ...flags, arguments: emptyTable, connection: null, createdAt: 0 };
});

const destination = fc.oneof(
  fc.record({ destinationKind: fc.constant('queue' as const), destination: fc.constantFrom(...queueNames) }),
  fc.record({ destinationKind: fc.constant('exchange' as const), destination: fc.constantFrom(...exchangeNames) }),
);
const bindings: fc.Arbitrary<Binding[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...exchangeNames), destination, key, bindingArguments), {
    maxLength: 14,
    selector: (parts) => JSON.stringify(parts, (_name, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one)),
  })
  .map((list) =>
    list.map(([source, to, routingKey, args], index) => ({
      id: index + 1,
      vhost: '/',
      source,
      ...to,
      routingKey,
      arguments: args,
    })),
  );

const policies: fc.Arbitrary<Policy[]> = fc
  .array(fc.record({ pattern: fc.constantFrom('^w', '[xy]', ''), to: alternate, priority: fc.nat(2) }), { maxLength: 3 })
  .map((list) =>
    list.map(({ pattern, to, priority }, index) => ({
      ...{ id: index + 1, vhost: '/', name: `p${index}`, pattern, appliesTo: 'all' as const, priority },
      definition: to === undefined ? {} : { 'alternate-exchange': to },
    })),
  );

const states: fc.Arbitrary<TopologyState> = fc
  .record({ exchanges, bindings, policies })
  .map((parts) => ({ version: 1, vhosts: [{ id: 1, name: '/', description: '', ...noLimits }], queues, pauses: [], ...parts }));

const messages = fc.array(
  fc.record({ start: fc.constantFrom('', ...exchangeNames), keys: fc.array(key, { minLength: 1, maxLength: 3 }), headers }),
  { minLength: 1, maxLength: 6 },
);

const namesOf = (found: readonly Queue[]): string[] => found.map(({ name }) => name).sort();

describe('routing', () => {
  it('agrees with its definition in topologies of every kind', () => {
    fc.assert(
      fc.property(states, messages, (state, sent) => {
        const topology = new Topology(state);
        for (const one of sent) {
          expect(namesOf(topology.route('/', one.start, one.keys, one.headers))).toEqual(
            naiveRoute(state, one.start, one.keys, one.headers),
          );
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('goes the same ways whether bindings came one by one and others went, or were read at once', () => {
    fc.assert(
      fc.property(states, messages, fc.array(fc.nat(13)), (state, sent, removed) => {
        const grown = new Topology({ ...state, bindings: [] });
        const vhost = grown.requireVhost('/');
        for (const binding of state.bindings) vhost.addBinding(binding);
        const gone = state.bindings.filter((_, index) => removed.includes(index));
        for (const binding of gone) vhost.removeBinding(binding);
        const fresh = new Topology({ ...state, bindings: state.bindings.filter((binding) => !gone.includes(binding)) });
        for (const { start, keys, headers: table } of sent) {
          expect(grown.route('/', start, keys, table)).toEqual(fresh.route('/', start, keys, table));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('forgets the bindings of a queue and of an exchange that go', () => {
    fc.assert(
      fc.property(states, messages, fc.constantFrom(...queues), fc.constantFrom(...exchangeNames), (state, sent, queue, name) => {
        const topology = new Topology(state);
        topology.removeQueue(queue);
        topology.requireVhost('/').removeExchange(state.exchanges.find((one) => one.name === name)!.name);
        const left: TopologyState = {
          ...state,
          exchanges: state.exchanges.filter((one) => one.name !== name),
          queues: queues.filter((one) => one !== queue),
          bindings: state.bindings.filter(
            (one) => one.source !== name && one.destination !== name && one.destination !== queue.name,
          ),
        };
        for (const one of sent.filter(({ start }) => start !== name)) {
          expect(namesOf(topology.route('/', one.start, one.keys, one.headers))).toEqual(
            naiveRoute(left, one.start, one.keys, one.headers),
          );
        }
        expect([...topology.state.bindings]).toEqual(left.bindings);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never depends on headers where readsHeaders says that it does not', () => {
    fc.assert(
      fc.property(states, messages, (state, sent) => {
        const topology = new Topology(state);
        for (const one of sent) {
          const start = state.exchanges.find(({ name }) => name === one.start)!;
          if (topology.readsHeaders(start)) continue;
          expect(topology.route('/', one.start, one.keys, one.headers)).toEqual(
            topology.route('/', one.start, one.keys, emptyTable),
          );
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('names an exchange and a virtual host that do not exist', () => {
    const topology = new Topology({
      version: 1,
      vhosts: [{ id: 1, name: '/', description: '', ...noLimits }],
      exchanges: [],
      queues,
      bindings: [],
      policies: [],
      pauses: [],
    });
    const missing = { code: 'exchange_not_found', message: "no exchange 'x' in vhost '/'" };
    expect(() => topology.route('/', 'x', ['a'], emptyTable)).toThrow(expect.objectContaining(missing));
    const noVhost = { code: 'vhost_not_found', message: 'vhost nope not found' };
    expect(() => topology.route('nope', 'x', ['a'], emptyTable)).toThrow(expect.objectContaining(noVhost));
  });
});
