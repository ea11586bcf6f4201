import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  emptyTable,
  exchangeTypes,
  noLimits,
  type Binding,
  type Change,
  type ExchangeDefinition,
  type FieldTable,
  type Policy,
  type QueueDefinition,
  type TopologyStore,
} from '@howdah/core';

export interface TopologyStoreBench {
  readonly store: TopologyStore;
  /** The store of another broker over the same data; the same object when there can be no other. */
  readonly peer: TopologyStore;
  close(): Promise<void>;
}

/** One of every type, nested, a repeated name included. */
export const everyField: FieldTable = [
  ['boolean', { type: 'boolean', value: true }],
  ['int8', { type: 'int8', value: -128 }],
  ['uint8', { type: 'uint8', value: 255 }],
  ['int16', { type: 'int16', value: -32768 }],
  ['uint16', { type: 'uint16', value: 65535 }],
  ['int32', { type: 'int32', value: -(2 ** 31) }],
  ['uint32', { type: 'uint32', value: 2 ** 32 - 1 }],
  ['int64', { type: 'int64', value: -(2n ** 63n) }],
  ['float', { type: 'float', value: 0.5 }],
  ['double', { type: 'double', value: Math.PI }],
  ['decimal', { type: 'decimal', scale: 2, value: 12345 }],
  ['string', { type: 'string', value: Buffer.from('ä') }],
  ['not UTF-8', { type: 'string', value: Buffer.from([0xff, 0x00, 0x80]) }],
  ['bytes', { type: 'bytes', value: Buffer.from([0, 255]) }],
  ['array', { type: 'array', value: [{ type: 'void' }, { type: 'int8', value: 1 }] }],
  ['timestamp', { type: 'timestamp', value: 1_700_000_000n }],
  ['table', { type: 'table', value: [['inner', { type: 'boolean', value: false }]] }],
  ['void', { type: 'void' }],
  ['void', { type: 'int8', value: 2 }],
];

const exchange = (name: string, more: Partial<ExchangeDefinition> = {}): ExchangeDefinition => {
  return { vhost: '/', name, type: 'topic', durable: true, autoDelete: false, internal: false, arguments: emptyTable, ...more };
};
const queue = (name: string, more: Partial<QueueDefinition> = {}): QueueDefinition => {
  return { vhost: '/', name, durable: true, exclusive: false, autoDelete: false, arguments: emptyTable, ...more };
};
const binding = (more: Partial<Binding> = {}): Omit<Binding, 'id'> => {
  const ends = { source: 'x', destinationKind: 'queue', destination: 'q' } as const;
  return { vhost: '/', ...ends, routingKey: 'key', arguments: emptyTable, ...more };
};
const policy = (name: string, more: Partial<Policy> = {}): Omit<Policy, 'id'> => {
  return { vhost: '/', name, pattern: '^q', appliesTo: 'queues', priority: 0, definition: {}, ...more };
};

const isChange = ({ event }: Change<unknown>): boolean => event !== null;

/** What every TopologyStore promises. `makeStore` gives one that is as new: the virtual host '/' and nothing else. */
export function topologyStoreSuite(name: string, makeStore: () => Promise<TopologyStoreBench>): void {
  describe(`${name} as a topology store`, () => {
    let bench: TopologyStoreBench;
    let store: TopologyStore;
    beforeEach(async () => {
      bench = await makeStore();
      store = bench.store;
    });
    afterEach(() => bench.close());

    it("starts with the virtual host '/' and its predeclared exchanges", async () => {
      const { vhosts, exchanges, queues, bindings, policies } = await store.load();
      expect(vhosts.map((vhost) => vhost.name)).toEqual(['/']);
      expect(exchanges.map((one) => [one.name, one.type, one.durable, one.internal]).sort()).toEqual([
        ['', 'direct', true, false],
        ['amq.direct', 'direct', true, false],
        ['amq.fanout', 'fanout', true, false],
        ['amq.headers', 'headers', true, false],
        ['amq.match', 'headers', true, false],
        ['amq.rabbitmq.trace', 'topic', true, true],
        ['amq.topic', 'topic', true, false],
      ]);
      expect(exchanges.map((one) => one.arguments)).toEqual(exchanges.map(() => []));
      expect([queues, bindings, policies]).toEqual([[], [], []]);
    });

    it('gives a new virtual host the same predeclared exchanges', async () => {
      const { value, event } = await store.createVhost('second', 'more');
      expect([event !== null, value]).toEqual([true, { id: value.id, name: 'second', description: 'more', ...noLimits }]);
      const { exchanges } = await store.load();
      const shapes = (vhost: string) =>
        exchanges.filter((one) => one.vhost === vhost).map((one) => ({ ...one, id: 0, vhost: '' }));
      expect(shapes('second')).toEqual(shapes('/'));
    });

    it('sets the limits of a virtual host, and lifts them', async () => {
      const limits = { maxConnections: 0, maxQueues: 2 ** 31 - 1 };
      const before = (await store.load()).vhosts;
      const limited = await store.setVhostLimits('/', limits);
      expect(limited.value).toEqual({ ...before[0], ...limits });
      expect((await store.load()).vhosts).toEqual([limited.value]);
      await store.setVhostLimits('/', noLimits);
      expect((await store.load()).vhosts).toEqual(before);
    });

    it('takes exchanges of every type', async () => {
      for (const type of exchangeTypes) await store.createExchange(exchange(`x-${type}`, { type }));
      const { exchanges } = await store.load();
      expect(exchanges.filter(({ name }) => name.startsWith('x-')).map(({ type }) => type)).toEqual(exchangeTypes);
    });

    it('returns things as they were created, also after a load', async () => {
      const connection = 2 ** 48 - 2;
      const one = await store.createExchange(
        exchange('x', { type: 'headers', durable: false, autoDelete: true, internal: true, arguments: everyField }),
      );
      const other = await store.createQueue(
        queue('q', { durable: false, exclusive: true, autoDelete: true, arguments: everyField }),
        connection,
      );
      const bound = await store.createBinding(binding({ arguments: everyField }));
      const rule = await store.putPolicy(
        policy('p', { priority: -5, appliesTo: 'all', definition: { z: 'text', a: 1.5, 'b-c': true } }),
      );
      expect(one.value).toMatchObject(
        exchange('x', { type: 'headers', durable: false, autoDelete: true, internal: true, arguments: everyField }),
      );
      expect(other.value).toMatchObject({
        ...queue('q', { durable: false, exclusive: true, autoDelete: true, arguments: everyField }),
        connection,
      });
      const state = await store.load();
      expect(state.exchanges).toContainEqual(one.value);
      expect(state.queues).toEqual([other.value]);
      expect(state.bindings).toEqual([bound.value]);
      expect(state.policies).toEqual([rule.value]);
      expect(Object.keys(state.policies[0]!.definition)).toEqual(['z', 'a', 'b-c']);
      expect(state.version).toBe(rule.version);
    });

    it('returns what exists, unchanged, instead of creating it again', async () => {
      const first = await store.createQueue(queue('q'), null);
      const again = await store.createQueue(queue('q', { durable: false, arguments: everyField }), null);
      expect(again).toEqual({ ...first, event: null });
      const amqTopic = await store.createExchange(exchange('amq.topic', { internal: true }));
      expect([isChange(amqTopic), amqTopic.value.internal]).toEqual([false, false]);
      const root = await store.createVhost('/', 'another description');
      expect([isChange(root), root.version]).toEqual([false, first.version]);
    });

    it('raises the version by one with every change and only then', async () => {
      const start = await store.version();
      const { version, value } = await store.createQueue(queue('q'), null);
      expect([version, await store.version(), (await store.load()).version]).toEqual([start + 1, start + 1, start + 1]);
      expect((await store.createQueue(queue('q'), null)).version).toBe(start + 1);
      expect((await store.deleteQueue(value)).version).toBe(start + 2);
      expect(await store.deleteQueue(value)).toEqual({ version: start + 2, event: null, value: null });
    });

    it('creates once however many ask at the same time', async () => {
      const both = [store, bench.peer, store, bench.peer, store, bench.peer];
      const vhosts = await Promise.all(both.map((one) => one.createVhost('v', '')));
      const exchanges = await Promise.all(both.map((one) => one.createExchange(exchange('x'))));
      const queues = await Promise.all(both.map((one) => one.createQueue(queue('q'), null)));
      const bindings = await Promise.all(both.map((one) => one.createBinding(binding())));
      for (const results of [vhosts, exchanges, queues, bindings]) {
        expect(results.filter(isChange)).toHaveLength(1);
        expect(new Set(results.map((result) => result.value.id)).size).toBe(1);
      }
    });

    it('tells a queue apart from an older one of the same name', async () => {
      const old = await store.createQueue(queue('q'), null);
      await store.deleteQueue(old.value);
      expect((await store.createQueue(queue('q'), null)).value.id).not.toBe(old.value.id);
    });

    it('keeps equal names in different virtual hosts apart', async () => {
      await store.createVhost('v', '');
      const here = await store.createQueue(queue('q'), null);
      const there = await store.createQueue(queue('q', { vhost: 'v' }), null);
      expect([isChange(there), there.value.id === here.value.id]).toEqual([true, false]);
    });

    it('tells bindings apart by key and arguments, not by the order of the arguments', async () => {
      await store.createExchange(exchange('x'));
      await store.createQueue(queue('q'), null);
      const table: FieldTable = [
        ['a', { type: 'int8', value: 1 }],
        ['b', { type: 'void' }],
      ];
      const first = await store.createBinding(binding({ arguments: table }));
      const reordered = await store.createBinding(binding({ arguments: [...table].reverse() }));
      expect(reordered).toEqual({ ...first, event: null });
      const otherType = await store.createBinding(binding({ arguments: [['a', { type: 'int16', value: 1 }], table[1]!] }));
      const otherKey = await store.createBinding(binding({ routingKey: '', arguments: table }));
      expect([isChange(otherType), isChange(otherKey)]).toEqual([true, true]);
    });

    it('binds an exchange and a queue of one name apart', async () => {
      await store.createExchange(exchange('x'));
      await store.createExchange(exchange('q'));
      await store.createQueue(queue('q'), null);
      const toQueue = await store.createBinding(binding());
      const toExchange = await store.createBinding(binding({ destinationKind: 'exchange' }));
      expect(isChange(toExchange)).toBe(true);
      expect((await store.load()).bindings).toEqual([toQueue.value, toExchange.value]);
    });

    it('refuses to make anything of what is not there', async () => {
      await store.createExchange(exchange('x'));
      const code = (work: Promise<unknown>) =>
        work.then(
          () => 'done',
          (error: { code: string }) => error.code,
        );
      expect(await code(store.setVhostLimits('none', noLimits))).toBe('vhost_not_found');
      expect(await code(store.createExchange(exchange('x', { vhost: 'none' })))).toBe('vhost_not_found');
      expect(await code(store.createQueue(queue('q', { vhost: 'none' }), null))).toBe('vhost_not_found');
      expect(await code(store.putPolicy(policy('p', { vhost: 'none' })))).toBe('vhost_not_found');
      expect(await code(store.createBinding(binding({ vhost: 'none' })))).toBe('vhost_not_found');
      expect(await code(store.createBinding(binding({ source: 'none' })))).toBe('exchange_not_found');
      expect(await code(store.createBinding(binding()))).toBe('queue_not_found');
      expect(await code(store.createBinding(binding({ destinationKind: 'exchange', destination: 'none' })))).toBe(
        'exchange_not_found',
      );
    });

    it('deletes bindings with their exchange, in either role, and with their queue', async () => {
      const x = await store.createExchange(exchange('x'));
      await store.createExchange(exchange('y'));
      const q = await store.createQueue(queue('q'), null);
      const kept = await store.createBinding(binding({ source: 'y' }));
      await store.createBinding(binding());
      await store.createBinding(binding({ source: 'y', destinationKind: 'exchange', destination: 'x' }));
      expect(isChange(await store.deleteExchange(x.value))).toBe(true);
      expect((await store.load()).bindings).toEqual([kept.value]);
      await store.deleteQueue(q.value);
      expect((await store.load()).bindings).toEqual([]);
    });

    it('deletes one binding', async () => {
      await store.createExchange(exchange('x'));
      await store.createQueue(queue('q'), null);
      const { value } = await store.createBinding(binding());
      expect(isChange(await store.deleteBinding(value))).toBe(true);
      expect(isChange(await store.deleteBinding(value))).toBe(false);
      expect((await store.load()).bindings).toEqual([]);
    });

    it('deletes a virtual host with everything in it and nothing else', async () => {
      const before = await store.load();
      await store.createVhost('v', '');
      await store.createExchange(exchange('x', { vhost: 'v' }));
      await store.createQueue(queue('q', { vhost: 'v' }), null);
      await store.createBinding(binding({ vhost: 'v' }));
      await store.putPolicy(policy('p', { vhost: 'v' }));
      expect(isChange(await store.deleteVhost('v'))).toBe(true);
      expect(isChange(await store.deleteVhost('v'))).toBe(false);
      expect(await store.load()).toEqual({ ...before, version: before.version + 6 });
    });

    it('replaces a policy under its name and deletes it', async () => {
      const first = await store.putPolicy(policy('p'));
      const second = await store.putPolicy(policy('p', { pattern: 'new', definition: { 'message-ttl': 5 } }));
      expect(isChange(second)).toBe(true);
      expect(second.value).toMatchObject({ id: first.value.id, pattern: 'new' });
      expect((await store.load()).policies).toEqual([second.value]);
      expect(isChange(await store.deletePolicy('/', 'p'))).toBe(true);
      expect(isChange(await store.deletePolicy('/', 'p'))).toBe(false);
    });

    it('keeps one pause of each kind for a queue, and ends only the one that is meant', async () => {
      const { value: paused } = await store.createQueue(queue('q'), null);
      const pause = { queueId: paused.id, kind: 'delivery', reason: 'why', author: 'ann', since: 1_000, until: 2_500 } as const;
      await store.putPause(pause);
      await store.putPause({ ...pause, kind: 'publishing', until: null });
      const { version, event } = await store.putPause({ ...pause, since: 1_234 });
      expect(event).toEqual({ kind: 'queue paused', pause: { ...pause, since: 1_234 } });
      expect((await store.deletePause(pause)).event).toBeNull();
      expect(new Set((await bench.peer.load()).pauses)).toEqual(
        new Set([
          { ...pause, since: 1_234 },
          { ...pause, kind: 'publishing', until: null },
        ]),
      );
      expect((await store.deletePause({ ...pause, since: 1_234 })).event).toEqual({
        ...{ kind: 'queue resumed', queueId: paused.id, paused: 'delivery' },
      });
      expect((await bench.peer.changesSince(version))?.map(({ event: { kind } }) => kind)).toEqual(['queue resumed']);
      await store.deleteQueue(paused);
      expect((await store.load()).pauses).toEqual([]);
      await expect(store.putPause(pause)).rejects.toMatchObject({ code: 'queue_not_found' });
    });

    it('remembers every change with all that it was', async () => {
      const { version } = await store.load();
      const vhost = await store.createVhost('v', 'more');
      const limited = await store.setVhostLimits('v', { maxConnections: 5, maxQueues: null });
      const x = await store.createExchange(exchange('x', { arguments: everyField }));
      const q = await store.createQueue(queue('q', { exclusive: true, arguments: everyField }), 2 ** 48 - 2);
      const bound = await store.createBinding(binding({ arguments: everyField }));
      const put = await store.putPolicy(policy('p', { definition: { arguments: 'none', z: 1.5 } }));
      const changes = [
        ...[vhost, limited, x, q, bound, put, await store.deletePolicy('/', 'p'), await store.deleteBinding(bound.value)],
        ...[await store.deleteQueue(q.value), await store.deleteExchange(x.value), await store.deleteVhost('v')],
      ];
      const expected = changes.map(({ event }, index) => ({ version: version + 1 + index, event }));
      expect(await bench.peer.changesSince(version)).toEqual(expected);
      expect(await bench.peer.changesSince(version + 10)).toEqual(expected.slice(10));
      expect(await bench.peer.changesSince(version + 11)).toEqual([]);
    });

    it('does not tell what led to a version that it never had', async () => {
      const { version } = await store.createQueue(queue('q'), null);
      expect(await store.changesSince(version + 1)).toBeNull();
    });

    it('waits for nobody when it serves one broker alone', async () => {
      const { version } = await store.createQueue(queue('q'), null);
      await store.seenByOthers(version);
    });

    it('announces the change of another broker', async () => {
      let tell: (version: number | null) => void = () => undefined;
      const heard = new Promise<number | null>((resolve) => (tell = resolve));
      await store.onChange((version) => tell(version));
      const { version } = await bench.peer.createQueue(queue('q'), null);
      expect(await heard).toBe(version);
    });
  });
}
