import { beforeEach, describe, expect, it } from 'vitest';
import { quiet, World, type BrokerBench } from './broker-bench.js';
import { Client } from './test-client.js';
import { refusal, TopologyActs } from './topology-acts.js';

let here: BrokerBench;
let there: BrokerBench;
beforeEach(async () => {
  const world = new World();
  here = await world.startBroker();
  there = await world.startBroker();
  await here.broker.topology.createVhost(here.session, 'v', '');
});

const limit = (maxConnections: number | null, maxQueues: number | null = null, vhost = 'v') =>
  here.broker.topology.setVhostLimits(here.session, vhost, { maxConnections, maxQueues });

describe('a limit of connections', () => {
  it('refuses those beyond it, on all brokers together, and keeps those that are open', async () => {
    const open = [await Client.connect(here, { vhost: 'v' }), await Client.connect(there, { vhost: 'v' })];
    await limit(2);
    const refused = refusal('limit_exceeded', "access to vhost 'v' refused for user 'admin': connection limit (2) is reached");
    for (const bench of [here, there]) await expect(Client.connect(bench, { vhost: 'v' })).rejects.toEqual(refused);
    await open[0]!.close();
    await Client.connect(there, { vhost: 'v' });
    await expect(Client.connect(here, { vhost: 'v' })).rejects.toEqual(refused);
    await limit(null);
    await Client.connect(here, { vhost: 'v' });
  });

  it('of 0 refuses every one, of another virtual host none', async () => {
    await limit(0);
    await expect(Client.connect(here, { vhost: 'v' })).rejects.toEqual(refusal('limit_exceeded'));
    await Client.connect(here);
  });

  it('does not count connections that brokers have for themselves', async () => {
    await limit(1);
    const close = await here.broker.replies.open('v', () => undefined);
    await Client.connect(here, { vhost: 'v' });
    close.close();
  });
});

describe('a limit of queues', () => {
  it('refuses to declare those beyond it, on any broker, and lets others be declared again', async () => {
    await limit(null, 2, '/');
    const acts = [new TopologyActs(here), new TopologyActs(there)] as const;
    await acts[0].declareQueue('a');
    await acts[1].declareQueue('b');
    const refused = refusal('limit_exceeded', "cannot declare queue 'c': queue limit in vhost '/' (2) is reached");
    for (const one of acts) await expect(one.declareQueue('c')).rejects.toEqual(refused);
    expect((await acts[0].declareQueue('b')).created).toBe(false);
    await acts[1].verbs.deleteQueue(there.session, '/', 'a');
    await acts[0].declareQueue('c');
  });

  it('does not count queues that brokers have for themselves', async () => {
    await limit(null, 1, '/');
    const address = await here.broker.replies.open('/', () => undefined);
    await quiet();
    await here.declareQueue('a');
    address.close();
  });
});

describe('limits', () => {
  it('are seen with the virtual host by every broker', async () => {
    expect(await limit(10, 20)).toMatchObject({ name: 'v', maxConnections: 10, maxQueues: 20 });
    await quiet();
    const seen = await there.broker.topology.listVhosts(there.session);
    expect(seen).toMatchObject([
      { name: '/', maxConnections: null, maxQueues: null },
      { name: 'v', maxConnections: 10, maxQueues: 20 },
    ]);
  });

  it('are set by administrators, for a virtual host that is there, to whole numbers', async () => {
    const acts = new TopologyActs(here);
    const stranger = await acts.login('ann', '.*', '.*', '.*');
    const none = { maxConnections: null, maxQueues: null };
    await expect(acts.verbs.setVhostLimits(stranger, 'v', none)).rejects.toEqual(refusal('access_refused'));
    await expect(limit(1, 1, 'nowhere')).rejects.toEqual(refusal('vhost_not_found'));
    for (const wrong of [-1, 1.5, 2 ** 31]) await expect(limit(wrong)).rejects.toEqual(refusal('invalid_argument'));
  });
});
