import type { Message, ReplyAddress } from '@howdah/core';
import { ManualClock } from '@howdah/storage-conformance';
import { beforeEach, describe, expect, it } from 'vitest';
import { quiet, World, type BrokerBench } from './broker-bench.js';

let world: World;
let here: BrokerBench;
let there: BrokerBench;
beforeEach(async () => {
  world = new World();
  here = await world.startBroker();
  there = await world.startBroker();
});

interface Requester {
  readonly address: ReplyAddress;
  readonly answers: string[];
}

async function openAddress({ broker }: BrokerBench, vhost = '/'): Promise<Requester> {
  const answers: string[] = [];
  const address = await broker.replies.open(vhost, ({ body }: Message) => void answers.push(body.toString()));
  return { address, answers };
}

/** How many took it. */
async function answer(bench: BrokerBench, { address }: Requester, body: string, vhost = '/'): Promise<number> {
  const taken = await new Promise<number>((resolve, reject) => {
    const receipt = { stored: (_seq: number | null, queueCount: number) => resolve(queueCount), failed: reject };
    void bench.broker.messages.openPublisher(bench.session, vhost).publish(bench.publication(address.name, body), receipt);
  });
  await quiet();
  return taken;
}

describe('an answer', () => {
  it('goes straight to who waits for it on this broker, and through its inbox on another one', async () => {
    const requester = await openAddress(here);
    expect(requester.address.name).toMatch(/^amq\.rabbitmq\.reply-to\.[A-Za-z0-9_-]{24}$/);
    expect([await answer(here, requester, 'near'), await answer(there, requester, 'far')]).toEqual([1, 1]);
    expect(requester.answers).toEqual(['near', 'far']);
  });

  it('finds only its own address, in its own virtual host', async () => {
    await here.broker.topology.createVhost(here.session, 'v', '');
    const grant = { user: 'admin', vhost: 'v', configure: '.*', write: '.*', read: '.*' };
    await here.broker.access.putPermission(here.session, grant);
    const [one, other] = [await openAddress(here), await openAddress(here, 'v')];
    expect([await answer(here, one, 'lost', 'v'), await answer(here, other, 'found', 'v')]).toEqual([0, 1]);
    expect([one.answers, other.answers]).toEqual([[], ['found']]);
    const { replies } = here.broker;
    expect([replies.exists('/', one.address.name), replies.exists('v', one.address.name)]).toEqual([true, false]);
  });

  it('is dropped when nobody waits for it any more', async () => {
    const requester = await openAddress(here);
    requester.address.close();
    expect(here.broker.replies.exists('/', requester.address.name)).toBe(false);
    expect(await answer(here, requester, 'late')).toBe(0);
    await answer(there, requester, 'late');
    expect(requester.answers).toEqual([]);
    expect(await answer(here, { ...requester, address: { ...requester.address, name: 'amq.rabbitmq.reply-to.x' } }, 'no')).toBe(
      0,
    );
  });

  it('is dropped when the broker of its requester is dead', async () => {
    const requester = await openAddress(await world.startBroker(new ManualClock()));
    expect(there.broker.replies.exists('/', requester.address.name)).toBe(true);
    await world.pass(15_000);
    expect(there.broker.replies.exists('/', requester.address.name)).toBe(false);
    expect(await answer(there, requester, 'late')).toBe(0);
  });
});

describe('the inbox of a broker', () => {
  it('is no connection that operators see', async () => {
    const before = await there.broker.connections.list(there.session);
    await openAddress(here);
    expect(await there.broker.connections.list(there.session)).toEqual(before);
  });

  it('is made anew after its virtual host was', async () => {
    const { topology } = there.broker;
    await topology.createVhost(there.session, 'v', '');
    await openAddress(here, 'v');
    await topology.deleteVhost(there.session, 'v');
    await quiet();
    await topology.createVhost(there.session, 'v', '');
    const grant = { user: 'admin', vhost: 'v', configure: '.*', write: '.*', read: '.*' };
    await there.broker.access.putPermission(there.session, grant);
    const requester = await openAddress(here, 'v');
    expect(await answer(there, requester, 'found', 'v')).toBe(1);
    expect(requester.answers).toEqual(['found']);
  });

  it('is made anew when the broker was taken for dead', async () => {
    const clock = new ManualClock();
    const sleeper = await world.startBroker(clock);
    await openAddress(sleeper);
    await world.pass(15_000);
    clock.advance(2_000);
    await quiet();
    const requester = await openAddress(sleeper);
    expect(await answer(there, requester, 'found')).toBe(1);
    expect(requester.answers).toEqual(['found']);
  });
});
