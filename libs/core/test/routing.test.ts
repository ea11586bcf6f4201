import { createBroker, Properties, systemClock, type Broker, type FieldTable, type FieldValue, type Session } from '@howdah/core';
import {
  MemoryAccessStore,
  MemoryDatabase,
  MemoryMessageStore,
  MemoryPresenceStore,
  MemoryTopologyStore,
} from '@howdah/storage-memory';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { naiveKeys, naiveRoute } from './naive-routing.js';

const vhost = '/';
const string = (text: string): FieldValue => ({ type: 'string', value: Buffer.from(text) });
const exchanges = [
  ...(['direct', 'fanout', 'topic', 'headers'] as const).map((type) => ({ name: `x-${type}`, type, args: [] as FieldTable })),
  { name: 'x-last', type: 'fanout' as const, args: [] as FieldTable },
  { name: 'x-else', type: 'direct' as const, args: [['alternate-exchange', string('x-last')]] as FieldTable },
];
const queues = ['q', 'r', 'a.b', 'last'];

const key = fc.constantFrom('a', 'a.b', 'b.', '', 'q', 'r', 'a.*', '#', '*.#');
const list = fc.array(fc.oneof(key.map(string), fc.constant<FieldValue>({ type: 'int8', value: 1 })), { maxLength: 3 });
const keyList = list.map((value): FieldValue => ({ type: 'array', value }));
const headers: fc.Arbitrary<FieldTable> = fc
  .record({ CC: keyList, BCC: keyList, kind: fc.constantFrom('1', '2').map(string) }, { requiredKeys: [] })
  .map((fields) => Object.entries(fields));

const names = exchanges.map(({ name }) => name);
const target = fc.oneof(
  fc.record({ destinationKind: fc.constant('queue' as const), destination: fc.constantFrom(...queues) }),
  fc.record({ destinationKind: fc.constant('exchange' as const), destination: fc.constantFrom(...names) }),
);
const binding = fc.record({
  source: fc.constantFrom(...names),
  target,
  routingKey: key,
  arguments: fc.constantFrom<FieldTable>([], [['kind', string('1')]]),
});
const message = fc.record({ exchange: fc.constantFrom('', ...names), routingKey: key, headers });

async function startBroker(): Promise<{ broker: Broker; session: Session; store: MemoryTopologyStore }> {
  const database = new MemoryDatabase(systemClock);
  const store = new MemoryTopologyStore();
  const broker = createBroker({
    ...{ messageStore: new MemoryMessageStore(database), topologyStore: store, accessStore: new MemoryAccessStore() },
    presenceStore: new MemoryPresenceStore(database),
    passwordHasher: { hash: async (password) => password, verify: async (hash, password) => hash === password },
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  await broker.start();
  onTestFinished(() => broker.stop(0));
  await broker.ensureAdministrator('admin', 'a long password');
  return { broker, store, session: await broker.access.login({ user: 'admin', password: 'a long password', loopback: true }) };
}

async function declareAll({ topology }: Broker, session: Session): Promise<void> {
  const flags = { vhost, durable: true, autoDelete: false };
  for (const name of queues) await topology.declareQueue(session, { ...flags, name, exclusive: false, arguments: [] });
  for (const { name, type, args } of exchanges) {
    await topology.declareExchange(session, { ...flags, name, type, internal: false, arguments: args });
  }
}

describe('a published message', () => {
  it('goes where the definition says, while bindings come and go, with the keys of its headers, round cycles too', async () => {
    const { broker, session, store } = await startBroker();
    await declareAll(broker, session);
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(binding, { maxLength: 10 }),
        fc.array(message, { minLength: 20, maxLength: 20 }),
        async (bindings, sent) => {
          const bound = bindings.map(({ target: to, ...rest }) => ({ vhost, ...to, ...rest }));
          for (const one of bound) await broker.topology.bind(session, one);
          const state = await store.load();
          const { results } = await broker.messages.publish(
            session,
            sent.map(({ headers: table, ...to }) => ({
              vhost,
              ...to,
              properties: Properties.from({ headers: table }),
              body: Buffer.alloc(0),
            })),
          );
          const expected = sent.map(({ exchange, routingKey, headers: table }) =>
            naiveRoute(state, exchange, naiveKeys(routingKey, table), table),
          );
          expect(results.map((result) => ('queues' in result ? [...result.queues].sort() : result))).toEqual(expected);
          compared += sent.length;
          for (const one of bound) await broker.topology.unbind(session, one);
        },
      ),
      { numRuns: 120 },
    );
    expect(compared).toBeGreaterThanOrEqual(2_000);
  });
});
