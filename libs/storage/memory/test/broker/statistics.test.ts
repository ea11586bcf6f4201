import { noteRead, ReadTrace, whileReading } from '@howdah/core';
import { describe, expect, it, vi } from 'vitest';
import { World } from './broker-bench.js';

async function setup() {
  const world = new World();
  const bench = await world.startBroker();
  const { broker, session } = bench;
  const statistics = (after: string | null, limit: number) => broker.statistics.queues(session, '/', { after, limit });
  return { world, bench, broker, session, statistics };
}

describe('figures of many queues', () => {
  it('come by name, and only those of the page are counted', async () => {
    const { bench, broker, session, statistics } = await setup();
    for (const name of ['c', 'a', 'é', 'B']) await bench.declareQueue(name);
    await bench.publish('a', ['1']);
    await bench.publish('c', ['1', '2']);
    const counting = vi.spyOn(bench.store.onReplica, 'countMessages');
    const figures = async (page: ReturnType<typeof statistics>) => (await page).map(({ queue, ready }) => [queue.name, ready]);
    expect(await figures(statistics(null, 2))).toEqual([
      ['B', 0],
      ['a', 1],
    ]);
    expect(await figures(statistics('a', 2))).toEqual([
      ['c', 2],
      ['é', 0],
    ]);
    expect(await statistics('é', 2)).toEqual([]);
    expect(counting.mock.calls.map(([ids]) => ids?.length)).toEqual([2, 2]);
    expect((await broker.statistics.queues(session, '/')).map(({ queue }) => queue.name)).toEqual(['B', 'a', 'c', 'é']);
  });
});

describe('the whole in figures', () => {
  it('is counted once a second for everybody, and each is told how old it is', async () => {
    const { world, bench, broker, session } = await setup();
    await bench.declareQueue('orders');
    await world.pass(2_000);
    const count = bench.store.onReplica.countMessages.bind(bench.store.onReplica);
    const counting = vi.spyOn(bench.store.onReplica, 'countMessages').mockImplementation((ids) => {
      noteRead({ replica: null, asOf: world.clock.now() });
      return count(ids);
    });
    const ready = async () => (await broker.statistics.overview(session)).totals.ready;
    await bench.publish('orders', ['1', '2']);
    await world.pass(1_000);
    expect(await Promise.all([ready(), ready(), ready()])).toEqual([2, 2, 2]);
    await bench.publish('orders', ['3']);
    expect(await ready()).toBe(2);
    expect(counting.mock.calls.length).toBeLessThanOrEqual(2);
    world.clock.advance(500);
    const trace = new ReadTrace();
    await whileReading(trace, ready);
    expect(trace.source!.asOf).toBeLessThanOrEqual(world.clock.now() - 500);
    await world.pass(1_000);
    expect(await ready()).toBe(3);
  });

  it('is counted anew after a count that failed', async () => {
    const { world, bench, broker, session } = await setup();
    await bench.declareQueue('orders');
    await bench.publish('orders', ['1']);
    const counting = vi.spyOn(bench.store.onReplica, 'countMessages').mockRejectedValue(new Error('no database'));
    await world.pass(2_000);
    await expect(broker.statistics.overview(session)).rejects.toThrow('no database');
    counting.mockRestore();
    expect((await broker.statistics.overview(session)).totals.ready).toBe(1);
  });
});
