import { emptyTable, type QueueDefinition } from '@howdah/core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { World, type BrokerBench } from './broker-bench.js';
import { Client, createUser, queueNames, startDoomedBroker, untilSwept } from './test-client.js';
import { TestConsumer } from './test-consumer.js';
import { binding, queue, refusal } from './topology-acts.js';

let world: World;
let here: BrokerBench;
let there: BrokerBench;
beforeEach(async () => {
  world = new World();
  here = await world.startBroker();
  there = await world.startBroker();
});

describe('an exclusive queue', () => {
  const locked =
    "cannot obtain exclusive access to locked queue 'mine' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.";
  let owner: Client;
  beforeEach(async () => {
    owner = await Client.connect(here);
    await owner.declare('mine', { exclusive: true });
  });

  it('goes with its connection, and is gone when that is closed', async () => {
    const { topology } = here.broker;
    await topology.declareExchange(owner.session, {
      ...{ vhost: '/', name: 'x', type: 'direct', durable: false, autoDelete: true, internal: false, arguments: emptyTable },
    });
    await topology.bind(owner.session, binding('x', 'mine'));
    await here.publish('mine', ['1']);
    await owner.close();
    const next = await Client.connect(there);
    expect(await next.declare('mine', { exclusive: true })).toMatchObject({ connection: next.id });
    expect(await topology.listBindings(here.session, '/')).toEqual([]);
    await expect(topology.getExchange(here.session, '/', 'x')).rejects.toEqual(refusal('exchange_not_found'));
    expect(await there.broker.topology.countQueue(next.session, '/', 'mine')).toEqual({ ready: 0, consumers: 0 });
  });

  it.each<[string, (bench: BrokerBench) => Promise<unknown>]>([
    ['declare it', ({ broker, session }) => broker.topology.declareQueue(session, queue('mine'))],
    [
      'declare it as exclusive',
      ({ broker, session }) => broker.topology.declareQueue(session, queue('mine', { exclusive: true })),
    ],
    [
      'declare it otherwise',
      ({ broker, session }) =>
        broker.topology.declareQueue(session, queue('mine', { exclusive: true, autoDelete: true, durable: true })),
    ],
    ['declare it passively', ({ broker, session }) => broker.topology.getQueue(session, '/', 'mine')],
    ['count it', ({ broker, session }) => broker.topology.countQueue(session, '/', 'mine')],
    ['bind it', ({ broker, session }) => broker.topology.bind(session, binding('amq.fanout', 'mine'))],
    ['unbind it', ({ broker, session }) => broker.topology.unbind(session, binding('amq.direct', 'mine'))],
    ['purge it', ({ broker, session }) => broker.topology.purgeQueue(session, '/', 'mine')],
    ['delete it', ({ broker, session }) => broker.topology.deleteQueue(session, '/', 'mine')],
    ['receive from it', (bench) => bench.receive('mine')],
    ['consume from it', ({ broker, session }) => broker.consumers.consume(session, '/', 'mine', new TestConsumer())],
    [
      'read from it',
      ({ broker, session }) => broker.consumers.openReader(session, '/', { name: 'reader' }).get('mine', { autoAck: true }),
    ],
  ])('lets no other connection %s, on whichever broker', async (_what, act) => {
    await here.broker.topology.bind(owner.session, binding('amq.direct', 'mine'));
    await expect(act(here)).rejects.toEqual(refusal('resource_locked', locked));
    await expect(act(there)).rejects.toEqual(refusal('resource_locked', locked));
  });

  it('takes messages from everybody, and is shown to operators', async () => {
    const consumer = await owner.consume('mine');
    expect((await there.publish('mine', ['1'])).results).toEqual([expect.objectContaining({ queues: ['mine'] })]);
    expect((await consumer.next()).message.body.toString()).toBe('1');
    expect(await queueNames(there)).toEqual(['mine']);
    const [statistics] = await there.broker.statistics.queues(there.session, '/');
    expect(statistics).toMatchObject({ unacked: 1, consumers: 1, queue: { name: 'mine', connection: owner.id } });
    const operator = await createUser(here, 'operator', 'operator');
    expect(await there.broker.topology.getQueue(operator, '/', 'mine')).toMatchObject({ exclusive: true });
  });

  it('is found again by its own connection only as what it is', async () => {
    const declare = (more: Partial<QueueDefinition>) => here.broker.topology.declareQueue(owner.session, queue('mine', more));
    expect((await declare({ exclusive: true })).created).toBe(false);
    expect((await declare({ exclusive: true, durable: true })).created).toBe(false);
    await expect(declare({})).rejects.toEqual(refusal('resource_locked', locked));
    await expect(declare({ exclusive: true, autoDelete: true })).rejects.toEqual(refusal('inequivalent_argument'));
  });

  it('needs a connection to belong to', async () => {
    const { connection: _, ...session } = here.session;
    const declared = here.broker.topology.declareQueue(session, queue('other', { exclusive: true }));
    await expect(declared).rejects.toEqual(
      refusal('invalid_argument', 'an exclusive queue belongs to a connection, and here is none'),
    );
  });

  it('is deleted by another broker when its own is killed', async () => {
    const doomed = await startDoomedBroker(world);
    const client = await Client.connect(doomed);
    await client.declare('doomed', { exclusive: true });
    await world.pass(5_000);
    expect(await queueNames(here)).toEqual(['mine', 'doomed']);
    await untilSwept(world);
    expect(await queueNames(here)).toEqual(['mine']);
    const connections = await here.broker.connections.list(here.session);
    expect(connections.map(({ owner: broker }) => broker)).not.toContain(doomed.store.owner);
  });

  it('is deleted later when the database fails while its connection closes', async () => {
    const failure = vi.spyOn(world.topologyStore, 'deleteQueue').mockRejectedValueOnce(new Error('the database is away'));
    await owner.close();
    expect([failure.mock.calls.length, await queueNames(here)]).toEqual([1, ['mine']]);
    await world.pass(2_000);
    expect(await queueNames(here)).toEqual([]);
    expect((await here.broker.connections.list(here.session)).map(({ id }) => id)).not.toContain(owner.id);
  });

  it('is not left behind by a connection that closes while it is being declared', async () => {
    const declared = owner.declare('late', { exclusive: true });
    const closed = owner.close();
    await expect(declared).rejects.toEqual(refusal('resource_locked'));
    await closed;
    expect(await queueNames(here)).toEqual([]);
  });

  it('is deleted when nobody knows its connection, after a time in which its broker could have told', async () => {
    await world.topologyStore.createQueue(queue('unknown', { exclusive: true }), 4711);
    await world.pass(31_000);
    expect(await queueNames(here)).toEqual(['mine', 'unknown']);
    await world.pass(30_000);
    expect(await queueNames(here)).toEqual(['mine']);
  });
});
