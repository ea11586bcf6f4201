import type { Session } from '@howdah/core';
import { ManualClock } from '@howdah/storage-conformance';
import { beforeEach, describe, expect, it } from 'vitest';
import { quiet, World, type BrokerBench } from './broker-bench.js';
import { Client, createUser, queueNames, untilSwept } from './test-client.js';
import { refusal } from './topology-acts.js';

let world: World;
let here: BrokerBench;
let there: BrokerBench;
beforeEach(async () => {
  world = new World();
  here = await world.startBroker();
  there = await world.startBroker();
});

describe('a connection', () => {
  it('is listed by every broker, with its consumers, until it is closed', async () => {
    const client = await Client.connect(here, { name: 'one' });
    await client.declare('q');
    await client.consume('q');
    const listed = async () => (await there.broker.connections.list(there.session)).filter(({ id }) => id === client.id);
    expect(await listed()).toEqual([
      {
        ...{ id: client.id, owner: here.store.owner, vhost: '/', user: 'admin', name: 'one' },
        ...{ connectedAt: world.clock.now(), details: { product: 'test' } },
      },
    ]);
    const consumers = async () => there.broker.connections.listConsumers(there.session, '/', 'q');
    expect(await consumers()).toEqual([
      expect.objectContaining({ connection: client.id, queue: 'q', tag: 'tag', priority: 0, exclusive: false, active: true }),
    ]);
    await client.close();
    expect([await listed(), await consumers()]).toEqual([[], []]);
  });

  it('needs a virtual host that is there, and a permission for it', async () => {
    const open = (session: Session, vhost: string) =>
      here.broker.connections.open(session, vhost, { name: '', details: {} }, () => undefined);
    await expect(open(here.session, 'nope')).rejects.toEqual(refusal('vhost_not_found', 'vhost nope not found'));
    await here.broker.topology.createVhost(here.session, '/x', '');
    const stranger = await createUser(here, 'u', 'none');
    const refused = refusal('access_refused', "access to vhost '/x' refused for user 'u'");
    await expect(open(stranger, '/x')).rejects.toEqual(refused);
  });

  it('is seen in the virtual hosts that one may see, by viewers', async () => {
    await here.broker.topology.createVhost(here.session, 'other', '');
    const client = await Client.connect(here, { vhost: 'other' });
    const { connections } = there.broker;
    const seenBy = async (session: Session) => (await connections.list(session)).map(({ id }) => id);
    expect(await seenBy(there.session)).toContain(client.id);
    expect(await seenBy(await createUser(here, 'viewer', 'viewer'))).not.toContain(client.id);
    await expect(seenBy(await createUser(here, 'nobody', 'none'))).rejects.toEqual(refusal('access_refused'));
  });

  it('is asked to close by operators, whichever broker they ask', async () => {
    const client = await Client.connect(here);
    const { connections } = there.broker;
    const viewer = await createUser(here, 'viewer', 'viewer');
    await expect(connections.requestClose(viewer, client.id, 'because')).rejects.toEqual(refusal('access_refused'));
    expect(await connections.requestClose(there.session, client.id, 'because')).toBe(true);
    expect(client.asked).toEqual(['because']);
    await quiet();
    expect(await connections.requestClose(there.session, client.id, 'because')).toBe(false);
  });

  it('is asked to close when its virtual host is deleted', async () => {
    await here.broker.topology.createVhost(here.session, 'v', '');
    const client = await Client.connect(here, { vhost: 'v' });
    const other = await Client.connect(here);
    await there.broker.topology.deleteVhost(there.session, 'v');
    expect([client.asked, other.asked]).toEqual([["vhost 'v' is deleted"], []]);
  });

  it('is asked to close when its broker was taken for dead', async () => {
    const clock = new ManualClock();
    const doomed = await world.startBroker(clock);
    const client = await Client.connect(doomed);
    await client.declare('mine', { exclusive: true });
    await untilSwept(world);
    clock.advance(2_000);
    await quiet();
    expect(client.asked).toEqual(['the broker was thought dead and lost what its connections held']);
    const again = await Client.connect(doomed);
    await again.declare('mine', { exclusive: true });
    expect(await queueNames(here)).toEqual(['mine']);
  });

  it('is asked to close when its broker stops, which waits for it', async () => {
    const client = await Client.connect(here);
    await client.declare('mine', { exclusive: true });
    await here.broker.stop(10_000);
    expect(client.asked).toEqual(["broker forced connection closure with reason 'shutdown'"]);
    expect(await queueNames(there)).toEqual([]);
    await expect(Client.connect(here)).rejects.toEqual(refusal('draining'));
  });

  it('is closed by its broker when it does not close itself in time', async () => {
    const client = await Client.connect(here, { isDeaf: true });
    await client.declare('mine', { exclusive: true });
    await there.declareQueue('kept');
    await here.publish('kept', ['1']);
    const consumer = await client.consume('kept');
    await consumer.next();
    const stopped = here.broker.stop(10_000);
    await world.pass(5_000);
    await stopped;
    expect(client.asked).toHaveLength(1);
    expect(await queueNames(there)).toEqual(['kept']);
    expect(await there.receive('kept')).toEqual([expect.objectContaining({ attempt: 1, redelivered: true })]);
  });
});
