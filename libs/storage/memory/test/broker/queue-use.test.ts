import type { FieldTable } from '@howdah/core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { World, type BrokerBench } from './broker-bench.js';
import { Client, queueNames, startDoomedBroker, untilSwept } from './test-client.js';
import { TestConsumer } from './test-consumer.js';
import { refusal } from './topology-acts.js';

let world: World;
let here: BrokerBench;
let there: BrokerBench;
beforeEach(async () => {
  world = new World();
  here = await world.startBroker();
  there = await world.startBroker();
});

const expires = (ms: number): FieldTable => [['x-expires', { type: 'int64', value: BigInt(ms) }]];

describe('an auto-delete queue', () => {
  const isThere = async (name: string) => (await queueNames(here)).includes(name);

  it('goes with its last consumer on any broker, and not before it had one', async () => {
    const [one, other] = [await Client.connect(here), await Client.connect(there)];
    await one.declare('q', { autoDelete: true });
    const reader = here.broker.consumers.openReader(one.session, '/', { name: 'reader' });
    expect(await reader.get('q', { autoAck: true })).toBeNull();
    await here.broker.consumers.abandon(reader);
    await world.pass(5_000);
    const consumers = [await one.consume('q'), await other.consume('q')];
    await consumers[0]!.consumer.cancel();
    await world.pass(5_000);
    expect(await isThere('q')).toBe(true);
    await there.broker.consumers.abandon(consumers[1]!.consumer);
    expect(await isThere('q')).toBe(false);
  });

  it('goes when the broker of its last consumer is killed', async () => {
    const client = await Client.connect(await startDoomedBroker(world));
    for (const name of ['vacated', 'kept']) await client.declare(name, { autoDelete: true });
    await client.consume('vacated');
    await client.consume('kept');
    const survivor = await Client.connect(here);
    await survivor.consume('kept');
    await untilSwept(world);
    expect(await queueNames(here)).toEqual(['kept']);
    expect(await here.broker.topology.countQueue(here.session, '/', 'kept')).toEqual({ ready: 0, consumers: 1 });
  });

  it('goes later when the database fails while its last consumer leaves', async () => {
    const client = await Client.connect(here);
    await client.declare('q', { autoDelete: true });
    const { consumer } = await client.consume('q');
    const failure = vi.spyOn(here.presence, 'removeConsumers').mockRejectedValueOnce(new Error('the database is away'));
    await expect(consumer.cancel()).rejects.toThrow('the database is away');
    expect([failure.mock.calls.length, await isThere('q')]).toEqual([1, true]);
    await world.pass(2_000);
    expect(await isThere('q')).toBe(false);
  });
});

describe('a queue that expires', () => {
  const lateMsMax = 100;
  const isThere = async () => (await queueNames(here)).includes('q');

  /** It is there until `ms` from now, and gone right after. */
  async function expectDeletionAfter(ms: number): Promise<void> {
    await world.pass(ms - 100);
    expect(await isThere()).toBe(true);
    await world.pass(100 + lateMsMax);
    expect(await isThere()).toBe(false);
  }

  it('goes when it was not used for so long', async () => {
    await here.declareQueue('q', { expires: 700 });
    await here.publish('q', ['1']);
    await expectDeletionAfter(700);
    expect(await there.broker.topology.deleteQueue(there.session, '/', 'q')).toBeNull();
  });

  it('begins its time anew when it is declared, counted or read, and not when messages come', async () => {
    await here.declareQueue('q', { expires: 5_000 });
    await world.pass(3_000);
    await here.declareQueue('q', { expires: 5_000 });
    await world.pass(3_000);
    await here.broker.topology.countQueue(here.session, '/', 'q');
    await world.pass(3_000);
    const reader = there.broker.consumers.openReader(there.session, '/', { name: 'reader' });
    await reader.get('q', { autoAck: true });
    await world.pass(3_000);
    await here.publish('q', ['1']);
    await expectDeletionAfter(2_000);
  });

  it('stays as long as it has consumers, and its time begins when the last one goes', async () => {
    const client = await Client.connect(here);
    await here.declareQueue('q', { expires: 600 });
    const { consumer } = await client.consume('q');
    // Not in step with any duty.
    await world.pass(5_050);
    expect(await isThere()).toBe(true);
    await consumer.cancel();
    await expectDeletionAfter(600);
  });

  it('goes even if the broker that used it last is dead', async () => {
    const client = await Client.connect(await startDoomedBroker(world));
    await client.declare('q', { arguments: expires(3_000) });
    await world.pass(2_900);
    expect(await isThere()).toBe(true);
    await world.pass(2_000);
    expect(await isThere()).toBe(false);
  });

  it('may do so by a policy', async () => {
    await here.declareQueue('q');
    await there.broker.topology.putPolicy(there.session, {
      ...{ vhost: '/', name: 'p', pattern: '^q', appliesTo: 'queues', priority: 0, definition: { expires: 4_000 } },
    });
    await world.pass(3_500);
    expect(await isThere()).toBe(true);
    await world.pass(3_000);
    expect(await isThere()).toBe(false);
  });
});

describe('counting a queue', () => {
  it('tells what is ready, with what was published just before, and the consumers on all brokers', async () => {
    const [one, other] = [await Client.connect(here), await Client.connect(there)];
    await one.declare('q');
    const insert = here.store.insertMessage.bind(here.store);
    vi.spyOn(here.store, 'insertMessage').mockImplementation((request) => void setImmediate(() => insert(request)));
    const results = here.publish('q', ['1', '2', '3']);
    await Promise.resolve();
    const count = ({ broker, session }: BrokerBench) => broker.topology.countQueue(session, '/', 'q');
    expect(await count(here)).toEqual({ ready: 3, consumers: 0 });
    await results;
    const holder = new TestConsumer({ prefetch: 1 });
    await here.broker.consumers.consume(one.session, '/', 'q', holder);
    await other.consume('q');
    await holder.next();
    expect(await count(here)).toMatchObject({ consumers: 2 });
    expect(await count(there)).toMatchObject({ consumers: 2 });
    expect(await here.broker.statistics.queue(here.session, '/', 'q')).toMatchObject({ consumers: 2 });
    expect((await there.broker.statistics.overview(there.session)).consumers).toBe(2);
  });

  it('spares a queue with a consumer on another broker from deletion if unused', async () => {
    const client = await Client.connect(there);
    await here.declareQueue('q');
    const { consumer } = await client.consume('q');
    const remove = () => here.broker.topology.deleteQueue(here.session, '/', 'q', { ifUnused: true });
    await expect(remove()).rejects.toEqual(refusal('in_use', "queue 'q' in vhost '/' in use"));
    await consumer.cancel();
    expect(await remove()).toBe(0);
  });
});
