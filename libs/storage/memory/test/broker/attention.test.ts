import { describe, expect, it } from 'vitest';
import { harms, type Finding } from '@howdah/core';
import { World, type BrokerBench } from './broker-bench.js';
import { createUser } from './test-client.js';

async function setup() {
  const world = new World();
  const bench = await world.startBroker();
  return { world, bench };
}

/** As it is found anew: what was found a moment ago is told again for 2 s. */
async function found({ world, broker, session }: BrokerBench): Promise<readonly Finding[]> {
  await world.pass(2_000);
  return (await broker.statistics.attention(session)).findings;
}

const codesOf = (findings: readonly Finding[]) => findings.map(({ code, queue }) => [code, queue]);

describe('attention', () => {
  it('is clear when everything moves', async () => {
    const { bench } = await setup();
    await bench.declareQueue('orders');
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a', 'b']);
    for (const delivery of await consumer.take(2)) consumer.ack(delivery);
    expect(await found(bench)).toEqual([]);
    expect(await bench.broker.statistics.attention(bench.session)).toMatchObject({ queues: 1, affected: 0 });
  });

  it('tells of messages that nobody consumes, since when, and no more once somebody does', async () => {
    const { world, bench } = await setup();
    await bench.declareQueue('orders');
    await bench.publish('orders', ['a', 'b']);
    const publishedAt = world.clock.now();
    const [first] = await found(bench);
    expect(first).toMatchObject({ harm: 'not_moving', code: 'no_consumers', vhost: '/', queue: 'orders' });
    expect(first?.evidence).toEqual({ ready: 2, consumers: 0, oldestAt: publishedAt });
    await world.pass(60_000);
    const [still] = await found(bench);
    expect(still?.since).toBe(first?.since);
    const consumer = await bench.consume('orders');
    for (const delivery of await consumer.take(2)) consumer.ack(delivery);
    expect(await found(bench)).toEqual([]);
  });

  it('expects nobody to consume dead letters, and tells what dies', async () => {
    const { bench } = await setup();
    await bench.declareQueue('graveyard');
    await bench.declareQueue('orders', { 'dead-letter-exchange': '', 'dead-letter-routing-key': 'graveyard' });
    const consumer = await bench.consume('orders');
    await bench.publish('orders', ['a', 'b']);
    const error = { name: 'NoPrice', message: 'no price for article 7' };
    for (const delivery of await consumer.take(2)) await consumer.settle(delivery, 'reject', { error });
    const findings = await found(bench);
    expect(codesOf(findings)).toEqual([['dead_letters', 'orders']]);
    expect(findings[0]?.evidence).toMatchObject({ attempts: 2, deaths: 2, errorName: 'NoPrice' });
    await bench.world.pass(16 * 60_000);
    expect(await found(bench)).toEqual([]);
  });

  it('puts what is lost first, then what stands still, then what fails, then what is odd', async () => {
    const { world, bench } = await setup();
    for (const name of ['orders', 'idle', 'retried', 'busy']) await bench.declareQueue(name);
    await bench.declareQueue('small', { 'max-length': 1, overflow: 'reject-publish' });
    await bench.publish('idle', ['a']);
    await bench.publish('small', ['a']);
    const orders = await bench.consume('orders');
    await bench.publish('orders', ['a']);
    await orders.settle(await orders.next(), 'reject');
    const retried = await bench.consume('retried');
    await bench.publish('retried', ['a']);
    for (let attempt = 0; attempt < 20; attempt++) await retried.settle(await retried.next(), 'retry');
    const busy = await bench.consume('busy', { prefetch: 1 });
    await bench.publish('busy', ['a', 'b']);
    await busy.next();
    await bench.publish('', ['x'], { exchange: 'amq.direct' });
    await world.pass(61_000);
    await bench.broker.statistics.attention(bench.session);
    await bench.publish('', ['x'], { exchange: 'amq.direct' });
    const findings = await found(bench);
    expect(codesOf(findings).sort()).toEqual([
      ['messages_discarded', 'orders'],
      ['no_consumers', 'idle'],
      ['no_consumers', 'small'],
      ['queue_full', 'small'],
      ['retry_storm', 'retried'],
      ['stuck', 'busy'],
      ['stuck', 'retried'],
      ['unroutable', null],
    ]);
    const ranks = findings.map(({ harm }) => harms.indexOf(harm));
    expect(ranks).toEqual([...ranks].sort());
    expect(findings.every(({ remedy }) => remedy.length > 0)).toBe(true);
  });

  it('is the same for everybody who asks at the same time, and one look at the store', async () => {
    const { bench } = await setup();
    await bench.declareQueue('orders');
    await bench.publish('orders', ['a']);
    const all = await Promise.all(Array.from({ length: 10 }, () => bench.broker.statistics.attention(bench.session)));
    expect(new Set(all.map(({ at }) => at)).size).toBe(1);
  });

  it('tells a user of its own virtual hosts alone', async () => {
    const { bench } = await setup();
    await bench.declareQueue('orders');
    await bench.publish('orders', ['a']);
    await bench.world.pass(3_000);
    const { access } = bench.broker;
    await access.putUser(bench.session, { name: 'stranger', password: 'a long password', role: 'viewer' });
    const stranger = await access.login({ user: 'stranger', password: 'a long password', loopback: true });
    expect(await bench.broker.statistics.attention(stranger)).toMatchObject({ queues: 0, affected: 0, findings: [] });
    const viewer = await createUser(bench, 'viewer', 'viewer');
    expect(await bench.broker.statistics.attention(viewer)).toMatchObject({ queues: 1, affected: 1 });
    const nobody = await createUser(bench, 'nobody', 'none');
    await expect(bench.broker.statistics.attention(nobody)).rejects.toMatchObject({ code: 'access_refused' });
  });
});
